"""E-mail addresses that a site's protection hides or shows: no difference (contract)."""

from __future__ import annotations

import re

from monitor.model import Fold

_ADDRESS = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
# What stands in an address's place: Cloudflare's and Joomla's words, and the usual spellings of @ and dot.
_HIDDEN = (
    r"\[?\s?(?:email|e-mail)[\s\u00a0]*(?:protected|hidden|скрыт|защищен)\s?\]?"
    r"|\[адрес\s+(?:скрыт|защищен)[^\]]{0,40}\]"
    r"|Этот адрес электронной почты защищ[её]н от спам-ботов\."
    r"(?:\s*У вас должен быть включен JavaScript для просмотра\.?)?"
    r"|This e-?mail address is being protected from spambots\.(?:\s*You need JavaScript enabled to view it\.?)?"
    r"|[\w.+-]{1,64}\s?[\[({](?:at|собака|a|@)[\])}]\s?[\w-]{1,63}(?:\s?(?:\.|[\[({](?:dot|точка)[\])}])\s?[\w-]{1,63})+"
)
_ANY = re.compile(rf"(?P<hidden>{_HIDDEN})|(?P<shown>{_ADDRESS})", re.IGNORECASE)
_SUSPECT = re.compile(r"@|protected|защищ|\[|\(at|скрыт", re.IGNORECASE)


def same_but_for_mailboxes(old: str, new: str, *, fold: Fold) -> bool:
    """Whether two texts differ only in addresses of which one side shows what the other hides."""
    if not (_SUSPECT.search(old) and _SUSPECT.search(new)):
        return False
    (left, boxes), (right, others) = _masked(old), _masked(new)
    if not boxes or len(boxes) != len(others) or _closed(fold.fold(left)) != _closed(fold.fold(right)):
        return False
    return all(not one or not other or one == other for one, other in zip(boxes, others, strict=True))


def _masked(text: str) -> tuple[str, list[str]]:
    """The text with a sign for each address, and the addresses; an empty one is hidden."""
    boxes = ["" if match["hidden"] else match["shown"].lower().rstrip(".") for match in _ANY.finditer(text)]
    return _ANY.sub("\u2709", text), boxes


def _closed(text: str) -> str:
    """A full stop may belong to the words that hide an address, or to the sentence."""
    return text.replace(" ", "").replace("\u2709.", "\u2709")
