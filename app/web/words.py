"""Words of the policy in the reader's language: what a role, a scope and a permission are called."""

from __future__ import annotations

import re
from functools import lru_cache

from app.access.roles import Permission
from app.web.i18n import translated


def _(text: str) -> str:
    """Marks a text for the catalogues; it is translated when a page shows it."""
    return text


ROLE_NAMES = {
    "officer": _("Officer"),
    "focal_point": _("Focal point"),
    "coordinator": _("Coordinator"),
    "administrator": _("Administrator"),
    "auditor": _("Auditor"),
    "recipient": _("Recipient"),
    "listed_post": _("Listed post"),
    "operator": _("Operator"),
    "nobody": _("Nobody"),
}

METHOD_NAMES = {
    "password": _("password"),
    "totp": _("one-time code"),
    "webauthn": _("security key"),
    "api_key": _("API key"),
    "command_line": _("command line"),
    "job": _("job"),
    "link": _("mailed link"),
    "none": _("not signed in"),
}

SCOPE_NAMES = {
    "own": _("own entries"),
    "State": _("the own State"),
    "region": _("the own region or network"),
    "all": _("everywhere"),
}


def role_name(role: str, language: str) -> str:
    """What a role is called; what is no role stays what it is."""
    return translated(language, ROLE_NAMES.get(role, role))


def method_name(method: str, language: str) -> str:
    """How somebody came in; a way that has no name here stays what it is."""
    return translated(language, METHOD_NAMES.get(method, method))


def scope_name(scope: str, language: str) -> str:
    """How far a permission reaches."""
    return translated(language, SCOPE_NAMES[scope])


def permission_says(name: str) -> str:
    """What a permission allows, in English, to be translated."""
    return Permission[name].value


# --- refusals ---------------------------------------------------------------------------------------------------

WHO = (
    *(_("A deputy"), _("An officer"), _("A focal point"), _("A coordinator"), _("An administrator"), _("An auditor")),
    *(_("A recipient"), _("A listed post"), _("The operator")),
)
WHERE = (_("the own State"), _("the own authority"), _("the own region"), _("the own network"))
REFUSALS = (
    _("{who} may not {what}."),
    _("{who} may {what} only within {where}."),
    _("An API key can never {what}: sign in with your second factor."),
    _("To {what}, show your second factor again: it counts for a few minutes only."),
    _("To {what}, this installation asks for a security key (DIRECTORY_CHANGE_FACTOR=webauthn)."),
)
"""The sentences of `policy.why_not`, which puts them together from these parts; they are translated part by part."""


def said_in(language: str, text: str) -> str:
    """A text in the reader's language; a refusal of the policy too, whose words are on no list as a whole."""
    found = translated(language, text)
    if language == "en" or found != text:
        return found
    return _refusal(language, text) or text


@lru_cache(maxsize=2048)
def _refusal(language: str, text: str) -> str | None:
    known = {"who": WHO, "what": tuple(permission.value for permission in Permission), "where": WHERE}
    for sentence in REFUSALS:
        met = re.fullmatch(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(sentence)), text)
        if met and all(part in known[name] for name, part in met.groupdict().items()):
            parts = {name: translated(language, part) for name, part in met.groupdict().items()}
            whole = translated(language, sentence)
            return whole.format(**parts) if whole != sentence else None  # rather in English than in two languages
    return None
