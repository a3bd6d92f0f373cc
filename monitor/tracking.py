"""Query keys that tell a site where a reader came from, and choose no page.

Copies, links and archives carry them about. They are folded away when addresses are compared, in notes, in links and
after redirects alike; never from an address that is fetched. Sources: the tracking parameters that Firefox and Brave
strip, and those which the analytics services document (Google, Meta, Yandex, Microsoft, HubSpot, Mailchimp, Matomo).
"""

from __future__ import annotations

import re

_TRACKING = re.compile(
    r"""(?:
      utm_\w+ | _ga | _gl | gclid | gclsrc | gbraid | wbraid | dclid | srsltid   # Google
    | fbclid | fb_\w+ | mibextid | sfnsn | igsh | igshid                         # Meta
    | yclid | ysclid | _openstat | openstat | ymclid                             # Yandex
    | msclkid | twclid | ttclid | li_fat_id | rdt_cid | vero_id | vero_conv      # Microsoft and social networks
    | mc_cid | mc_eid | _hsenc | _hsmi | __hs\w+ | hsctatracking | mkt_tok       # letters and campaigns
    | oly_anon_id | oly_enc_id | ml_subscriber\w* | s_cid | cmpid | ocid | icid
    | mtm_\w+ | pk_\w+ | piwik_\w+ | at_medium | at_campaign\w* | xtor | wt_z?mc
    | ref | ref_src | ref_url
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def is_tracking(key: str) -> bool:
    """Whether a query key, as it stands before `=`, is one of them."""
    return _TRACKING.fullmatch(key) is not None
