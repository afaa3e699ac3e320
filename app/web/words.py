"""Words of the policy in the reader's language: what a role, a scope and a permission are called."""

from __future__ import annotations

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
