"""What an account needs: a role, and the scope that goes with it."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email
from pydantic import BaseModel, ConfigDict

from app.access.actor import ROLES
from app.access.marking import MARKINGS
from app.access.policy import PAPER
from app.errors import FieldError, Invalid
from app.reference import networks, regions, states

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")

OF_ACCOUNTS = tuple(role for role in ROLES if role not in ("listed_post", "operator"))
NEEDS_STATE = ("officer", "focal_point")


LONGEST_NAME = 120
LONGEST_ID = 64


class AccountForm(BaseModel):
    """A new account: officer and focal point belong to a State, a coordinator to a region or network, a recipient has a code."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    email: str
    role: str
    name: str = ""
    state: str | None = None
    entry: str | None = None
    region: str | None = None
    network: str | None = None
    recipient: str | None = None
    ceiling: str | None = None


def checked(form: AccountForm) -> AccountForm:
    """The form with canonical values. Raises `Invalid` that names each wrong field."""
    errors: list[FieldError] = []
    email = form.email.casefold()
    try:
        email = validate_email(email, check_deliverability=False, test_environment=True).normalized.casefold()
    except EmailNotValidError as problem:
        errors.append(FieldError("email", str(problem)))
    if form.role not in OF_ACCOUNTS:
        errors.append(FieldError("role", f"{form.role!r} is not a role: {', '.join(OF_ACCOUNTS)}"))
    errors += (
        [FieldError("name", f"a name of at most {LONGEST_NAME} characters, on one line")] if not _is_plain(form.name) else []
    )
    errors += _scope_errors(form)
    if errors:
        raise Invalid("The account cannot be added.", errors=tuple(errors))
    return form.model_copy(
        update={
            "email": email,
            "state": form.state.upper() if form.state else None,
            "name": form.name or email,
            "recipient": _recipient_code(form),
            "ceiling": (form.ceiling or "TLP:GREEN") if form.role == "recipient" else form.ceiling,
        }
    )


def _recipient_code(form: AccountForm) -> str | None:
    """The code of a recipient: its own, else the last word of its mailbox; none for persons."""
    return (form.recipient or form.email.casefold().partition("@")[0].rpartition(".")[2]) if form.role == "recipient" else None


def _is_plain(name: str) -> bool:
    """Names go into letters: a second line could pass for ours."""
    return len(name) <= LONGEST_NAME and all(c.isprintable() for c in name)


def _scope_errors(form: AccountForm) -> list[FieldError]:
    errors = []
    if form.role in NEEDS_STATE and not form.state:
        errors.append(FieldError("state", f"{form.role} belongs to a State: --state IT"))
    if form.state and states.find_state(form.state.upper()) is None:
        errors.append(FieldError("state", f"{form.state!r} is not an ISO 3166-1 alpha-2 code"))
    if form.role == "coordinator" and not (form.region or form.network):
        errors.append(FieldError("region", "a coordinator has a region (--region 150) or a network (--network RABAT)"))
    if form.region and regions.find_region(form.region) is None:
        errors.append(FieldError("region", f"{form.region!r} is not a UN M49 code"))
    if form.network and networks.find_network(form.network) is None:
        errors.append(FieldError("network", f"{form.network!r} is not a known network or process"))
    if form.entry and not (len(form.entry) <= LONGEST_ID and form.entry.isascii() and form.entry.isprintable()):
        errors.append(FieldError("entry", "the id of an authority's entry"))
    code = _recipient_code(form)
    if code is not None and not CODE.fullmatch(code):  # it names folders and files
        errors.append(FieldError("recipient", "a code of at most 40 letters, digits, - and _"))
    if code == PAPER:
        errors.append(FieldError("recipient", f"{PAPER} stands for sheets of paper: choose another code"))
    if form.role == "recipient" and form.ceiling and form.ceiling not in MARKINGS[:3]:
        errors.append(FieldError("ceiling", "a recipient's ceiling is TLP:CLEAR, TLP:GREEN or TLP:AMBER"))
    return errors
