"""Mail domains as they are compared: exactly, as A-label; and what should make a second person look twice. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from email_validator import EmailNotValidError, validate_email
from rapidfuzz.distance import DamerauLevenshtein

from app.errors import FieldError, Invalid

FREE_MAIL = frozenset(
    (
        "126.com",
        "163.com",
        "aol.com",
        "free.fr",
        "gmail.com",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.co.uk",
        "hotmail.com",
        "hotmail.fr",
        "hotmail.it",
        "icloud.com",
        "laposte.net",
        "libero.it",
        "live.com",
        "mail.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "naver.com",
        "orange.fr",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "rediffmail.com",
        "rocketmail.com",
        "sina.com",
        "tuta.io",
        "tutanota.com",
        "virgilio.it",
        "web.de",
        "yahoo.co.in",
        "yahoo.co.uk",
        "yahoo.com",
        "yahoo.com.br",
        "yahoo.es",
        "yahoo.fr",
        "yahoo.it",
        "yandex.com",
        "yandex.ru",
        "ymail.com",
        "zoho.com",
    )
)
"""Domains under which anybody can have a mailbox: no proof of an office. Believed, from memory; easy to correct here."""

LOOK_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "3": "e", "8": "b", "-": None})
NEAR = 2
"""So many typing mistakes apart two domains are easily taken for each other."""


def a_label(domain: str) -> str:
    """The domain in lower case as A-label (RFC 5890). Raises `Invalid` naming `domain`."""
    try:
        found = validate_email(f"office@{domain.strip().strip('.')}", check_deliverability=False, test_environment=True)
    except EmailNotValidError as problem:
        reason = f"is not a mail domain such as interior.example: {problem}"
        raise Invalid("The domain cannot be accepted.", errors=(FieldError("domain", reason),)) from None
    return str(found.ascii_domain).lower()


def domain_of(email: str) -> str:
    """The domain of a mailbox as A-label. Raises `Invalid` naming `domain`."""
    return a_label(email.rpartition("@")[2])


def warnings_of(domain: str, known: Iterable[str]) -> list[str]:
    """What is odd about a domain (A-label), beside the official ones known so far; each a sentence."""
    found = []
    if domain in FREE_MAIL:
        found.append("Anybody can have a mailbox under this domain: it proves no office.")
    if "xn--" in domain:
        found.append("The domain has letters beyond a to z, which can look like others.")
    found += [f"It looks like {other}, which is in use already." for other in sorted(known) if _alike(domain, other)]
    return found


def _alike(one: str, other: str) -> bool:
    if one == other or one.endswith(f".{other}") or other.endswith(f".{one}"):
        return False
    if _skeleton(one) == _skeleton(other):
        return True
    shorter = min(len(one), len(other))
    return shorter >= 8 and DamerauLevenshtein.distance(one, other, score_cutoff=NEAR) <= NEAR


def _skeleton(domain: str) -> str:
    try:
        shown = domain.encode().decode("idna")
    except UnicodeError:
        shown = domain
    return shown.replace("rn", "m").translate(LOOK_ALIKE).translate(CONFUSABLE)


CONFUSABLE = str.maketrans("аеорсухіјԁӏ", "aeopcyxljdl")
"""Cyrillic letters that look like Latin ones (after `i` has become `l`)."""
