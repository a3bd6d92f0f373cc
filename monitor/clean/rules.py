"""What is known about single sites and about the systems that many sites run on: CSS selectors and literals.

A rule says where things stand; it never says what they are worth. config.toml's `[site."…"]` overrides what is
shipped here, key by key. The facts about the six sites were read off notes made from their pages.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from monitor.model import SiteRule

# From a heading or line that starts like this on, nothing is the article.
_SHARE = ("Поделиться", "Поделись", "Поділитися", "Distribuie", "Share this")

SHIPPED: tuple[SiteRule, ...] = (
    SiteRule(
        host="gagauznews.com",
        article=".single-body.entry-content",
        title_suffix="– Новости Гагаузии | Gagauznews.com",
        cut_from=_SHARE,
    ),
    SiteRule(host="gagauzinfo.md", article=".content-news", cut_from=_SHARE),
    SiteRule(
        host="jurnaltv.md",
        article=".mb-3.pb-1.text-white, .article-body",
        title_suffix=" | JurnalTV.md",
        cut_from=_SHARE,
    ),
    SiteRule(host="md.kp.media", article=".content-body", cut_from=_SHARE),
    SiteRule(host="nokta.md", article=".single-post__content", cut_from=_SHARE),
    SiteRule(host="evedomosti.md", article=".article-content", cut_from=_SHARE),
)

# WordPress marks a post's text since its default themes of 2010 (`entry-content`); page builders and the common
# themes have names of their own. Tried in this order; the first that holds text wins.
WORDPRESS = SiteRule(
    host="(WordPress)",
    article=(
        "article .entry-content, .single .entry-content, .hentry .entry-content, .wp-block-post-content, "
        ".td-post-content, .single-body.entry-content, .elementor-widget-theme-post-content, "
        ".jeg_main_content .content-inner, .post-content, .article-content, .single-content, .the-content, "
        ".entry-content"
    ),
    drop=(
        ".sharedaddy", ".jp-relatedposts", ".yarpp", ".yarpp-related", ".addtoany_share_save_container",
        ".social-share", ".post-tags", ".wp-block-latest-posts", ".wp-block-buttons", ".code-block", ".adsbygoogle",
        ".ad", ".ads", ".advertisement", ".author-box", ".related-posts", ".comments-area", ".post-navigation",
        ".sfsi_widget",
        ".heateor_sss_sharing_container", ".tptn_counter", ".post-views", ".wpcf7", ".mc4wp-form", ".jp-post-flair",
        ".simplesocialbuttons", ".crp_related", ".rp4wp-related-posts",
    ),
    cut_from=_SHARE,
)  # fmt: skip


def for_host(url: str, rules: Iterable[SiteRule] = SHIPPED) -> SiteRule | None:
    """The rule for an address: for its host, with or without `www.`, or for a domain above it."""
    host = (_host(url) or "").removeprefix("www.")
    best: SiteRule | None = None
    for rule in rules:
        wanted = rule.host.lower().removeprefix("www.")
        if (
            wanted
            and (host == wanted or host.endswith("." + wanted))
            and (best is None or len(wanted) > len(best.host))
        ):
            best = rule
    return best


def over(configured: SiteRule | None, shipped: SiteRule | None) -> SiteRule | None:
    """The configured rule, its empty keys filled from the shipped one."""
    if configured is None or shipped is None:
        return configured or shipped
    filled = {
        field.name: getattr(configured, field.name) or getattr(shipped, field.name)
        for field in dataclasses.fields(SiteRule)
    }
    return SiteRule(**filled)


def is_wordpress(root: HtmlElement) -> bool:
    """Whether WordPress made the page: by its generator, its body's class or where its files lie."""
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() == "generator" and "wordpress" in (meta.get("content") or "").lower():
            return True
    for link in root.iter("link", "script", "img"):
        address = link.get("href") or link.get("src") or ""
        if "/wp-content/" in address or "/wp-includes/" in address or "/wp-json/" in address:
            return True
    return False


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
