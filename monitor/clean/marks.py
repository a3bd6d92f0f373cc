"""Marks that guards, parking services, panels and tools leave in a page's markup.

Sought in attributes and inline scripts, never in text: an article may quote them. What bears a mark is not always
that thing (Cloudflare's scripts run on pages that it lets through), so each has a weight, for `signs.py` to sum.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """`needle` stands in lower-cased attributes (`id=challenge-form`) or inline scripts."""

    needle: str
    kind: str
    weight: float
    name: str


MARKS: tuple[Mark, ...] = (
    Mark("_cf_chl_opt", "challenge", 0.8, "cloudflare challenge script"),
    Mark("cf-chl-", "challenge", 0.7, "cloudflare challenge form"),
    Mark("id=challenge-form", "challenge", 0.8, "challenge form"),
    Mark("jschl_vc", "challenge", 0.8, "cloudflare challenge form"),
    Mark("jschl-answer", "challenge", 0.8, "cloudflare challenge form"),
    Mark("cdn-cgi/l/chk_", "challenge", 0.8, "cloudflare challenge form"),
    Mark("id=cf-error-details", "challenge", 0.5, "cloudflare error page"),
    Mark("cf-captcha-container", "challenge", 0.7, "cloudflare captcha"),
    Mark("id=cf-wrapper", "challenge", 0.3, "cloudflare page"),
    Mark("cdn-cgi/challenge-platform", "challenge", 0.3, "cloudflare platform script"),
    Mark("__cf$cv$params", "challenge", 0.4, "cloudflare bot management script"),
    Mark("/cdn-cgi/bm/cv/", "challenge", 0.4, "cloudflare bot management script"),
    Mark("challenges.cloudflare.com", "challenge", 0.4, "turnstile"),
    Mark("ddos-guard", "challenge", 0.6, "ddos-guard"),
    Mark(".well-known/ddos-guard", "challenge", 0.7, "ddos-guard"),
    Mark("__qrator", "challenge", 0.7, "qrator"),
    Mark("qauth", "challenge", 0.5, "qrator"),
    Mark("smartcaptcha", "challenge", 0.6, "yandex smartcaptcha"),
    Mark("smart-captcha", "challenge", 0.6, "yandex smartcaptcha"),
    Mark("/showcaptcha", "challenge", 0.7, "yandex captcha"),
    Mark("/checkcaptcha", "challenge", 0.7, "yandex captcha"),
    Mark("checkboxcaptcha", "challenge", 0.7, "yandex captcha"),
    Mark("g-recaptcha", "challenge", 0.4, "recaptcha"),
    Mark("recaptcha/api", "challenge", 0.3, "recaptcha"),
    Mark("h-captcha", "challenge", 0.4, "hcaptcha"),
    Mark("_incapsula_resource", "challenge", 0.7, "imperva"),
    Mark("sucuri_cloudproxy", "challenge", 0.8, "sucuri"),
    Mark("captcha-delivery.com", "challenge", 0.8, "datadome"),
    Mark("px-captcha", "challenge", 0.8, "perimeterx"),
    Mark("awswafcookiedomainlist", "challenge", 0.8, "aws waf"),
    Mark("awswafintegration", "challenge", 0.5, "aws waf"),
    Mark("servicepipe", "challenge", 0.6, "servicepipe"),
    Mark("/exhkqyad", "challenge", 0.7, "servicepipe"),
    Mark("stormwall", "challenge", 0.6, "stormwall"),
    Mark("swp_challenge", "challenge", 0.6, "stormwall"),
    Mark("variti", "challenge", 0.5, "variti"),
    Mark("slowaes", "challenge", 0.8, "testcookie challenge"),
    Mark("tonumbers(", "challenge", 0.6, "testcookie challenge"),
    Mark("errors.edgesuite.net", "challenge", 0.6, "akamai reference"),
    Mark("bunny-shield", "challenge", 0.6, "bunny shield"),
    Mark("anubis_challenge", "challenge", 0.8, "anubis"),
    Mark("id=anubis_", "challenge", 0.8, "anubis"),
    Mark("sedoparking", "parked", 0.8, "sedo"),
    Mark("parkingcrew", "parked", 0.8, "parkingcrew"),
    Mark("bodis.com", "parked", 0.8, "bodis"),
    Mark("above.com/marketplace", "parked", 0.8, "above.com"),
    Mark("hugedomains.com", "parked", 0.7, "hugedomains"),
    Mark("dan.com/buy-domain", "parked", 0.8, "dan.com"),
    Mark("afternic.com/forsale", "parked", 0.8, "afternic"),
    Mark("/lander", "parked", 0.5, "lander"),
    Mark("parklogic", "parked", 0.8, "parklogic"),
    Mark("aftermarket.pl", "parked", 0.5, "domain market"),
    Mark("domainmarket", "parked", 0.4, "domain market"),
    Mark("adsense/domains/caf.js", "parked", 0.8, "parking advertisements"),
    Mark("parking-page", "parked", 0.5, "parking page"),
    Mark("parking_page", "parked", 0.5, "parking page"),
    Mark("domain_profile", "parked", 0.4, "domain profile"),
    Mark("nazwa.pl", "parked", 0.3, "registrar"),
    Mark("reg.ru/domain", "parked", 0.4, "registrar"),
    Mark("parking.reg.ru", "parked", 0.8, "registrar"),
    Mark("nic.ru/", "parked", 0.2, "registrar"),
    Mark("timeweb", "host_default", 0.2, "hosting company"),
    Mark("beget", "host_default", 0.2, "hosting company"),
    Mark("/cgi-sys/suspendedpage", "suspended", 0.9, "suspended page"),
    Mark("suspendedpage", "suspended", 0.8, "suspended page"),
    Mark("/cgi-sys/defaultwebpage", "host_default", 0.9, "default page"),
    Mark("cgi-sys/images/", "host_default", 0.3, "panel page"),
    Mark("elementor-maintenance", "maintenance", 0.2, "maintenance page"),
    Mark("underconstructionpage", "host_default", 0.4, "coming soon page"),
    Mark("seedprod", "host_default", 0.4, "coming soon page"),
    Mark("coming-soon", "host_default", 0.3, "coming soon page"),
    Mark("under-construction", "host_default", 0.3, "coming soon page"),
    Mark("id=usercentrics", "consent", 0.2, "consent tool"),
    Mark("consent.google", "consent", 0.6, "consent wall"),
    Mark("consent.yahoo", "consent", 0.6, "consent wall"),
    Mark("guce.", "consent", 0.4, "consent wall"),
    Mark("onetrust", "consent", 0.2, "consent tool"),
    Mark("didomi", "consent", 0.2, "consent tool"),
    Mark("sp_message", "consent", 0.2, "consent tool"),
    Mark("cookiebot", "consent", 0.2, "consent tool"),
    Mark("quantcast", "consent", 0.1, "consent tool"),
    Mark("class=paywall", "paywall", 0.4, "paywall element"),
    Mark("paywall", "paywall", 0.3, "paywall element"),
    Mark("subscription-required", "paywall", 0.4, "paywall element"),
    Mark("subscribe-wall", "paywall", 0.4, "paywall element"),
    Mark("meteredcontent", "paywall", 0.3, "paywall element"),
    Mark("piano.io", "paywall", 0.2, "paywall script"),
    Mark("wp-login.php", "login", 0.2, "login form"),
    Mark("loginform", "login", 0.3, "login form"),
    Mark("login-form", "login", 0.3, "login form"),
    Mark("login_form", "login", 0.3, "login form"),
)
