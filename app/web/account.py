"""The own account: who I am, what I may and may not do and why, my second factor, what is on record about me."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import segno
from cryptography.fernet import InvalidToken
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.access.actor import Actor
from app.accounts.cards import own_card
from app.accounts.own_hours import DAYS, set_own_hours
from app.accounts.second_factor import enrol, new_secret, provisioning_uri
from app.accounts.sign_in import step_up
from app.accounts.standing import account_facts
from app.audit.reading import TrailQuery, own_acts
from app.clock import now
from app.db import Session
from app.errors import Denied, FieldError, Invalid
from app.lookup.shared_hours import my_hours
from app.reference.zones import zone_names, zones_of
from app.web.deps import By, Form, Reading, Writing, field, fields, own_path
from app.web.purpose import sealing_key
from app.web.render import render
from app.web.sign_in import send_again

router = APIRouter(prefix="/account")

ENROLMENT_SECONDS = 900
WRONG_CODE = (FieldError("code", "The code does not fit, was used already, or was tried too often. Wait for the next one."),)


@router.get("")
def account(request: Request, session: Reading, by: By, next: str = "") -> Response:  # noqa: A002 - the name in the address
    """Who I am. `next` leads back to what asked for a fresh second factor."""
    return _page(request, session, by, own_path(next, otherwise="/account"))


@router.post("/factor")
def show_factor(request: Request, session: Writing, by: By, form: Form) -> Response:
    """Show the second factor again, so that it counts as fresh for a few minutes. A failed try is counted."""
    after = own_path(field(form, "next"), otherwise="/account")
    carried = field(form, "carried")
    if step_up(session, field(form, "code").replace(" ", ""), by=by):
        return send_again(request, carried, by) if carried else RedirectResponse(after, 303)
    # Answered, not raised: raising would roll the counted try back.
    return _page(request, session, by, after, carried=carried, errors=WRONG_CODE)


def _page(
    request: Request, session: Session, by: Actor, after: str, *, carried: str = "", errors: tuple[FieldError, ...] = ()
) -> Response:
    return render(
        request,
        "account/page.html",
        status=422 if errors else 200,
        me=own_card(by),
        facts=account_facts(session, by.id),
        after=after,
        carried=carried,
        errors=errors,
    )


@router.get("/second-factor")
def offer_factor(request: Request, session: Reading, by: By) -> Response:
    """A new secret as QR code; nothing is kept until a first code was shown."""
    _require_own_factor(session, by)
    return _enrolment(request, by, new_secret())


@router.post("/second-factor")
def enrol_factor(request: Request, session: Writing, by: By, form: Form) -> Response:
    """Enrol it: the code shows that the device has the secret."""
    _require_own_factor(session, by)
    secret = _opened(request, field(form, "secret"), by)
    try:
        enrol(session, by.id, secret, field(form, "code").replace(" ", ""), by=by)
    except Invalid as refusal:
        return _enrolment(request, by, secret, errors=(FieldError("code", refusal.detail),))
    return RedirectResponse("/account", 303)


def _require_own_factor(session: Session, by: Actor) -> None:
    """Who has a second factor shows it before replacing it: a stolen session must not swap it."""
    facts = account_facts(session, by.id)
    if facts is not None and facts.has_second_factor and not by.has_fresh_factor(now()):
        raise Denied("Show your present second factor on the account page before you replace it.", rule="FACTOR_ENROL")


def _enrolment(request: Request, by: Actor, secret: str, *, errors: tuple[FieldError, ...] = ()) -> Response:
    code = segno.make(provisioning_uri(secret, by.email), error="m")
    return render(
        request,
        "account/second_factor.html",
        status=422 if errors else 200,
        picture=code.svg_data_uri(scale=5, dark="#000", light="#fff", border=3),
        secret=secret,
        sealed=sealing_key(request).encrypt(json.dumps([by.id, secret]).encode()).decode(),
        errors=errors,
    )


def _opened(request: Request, sealed: str, by: Actor) -> str:
    try:
        account_id, secret = json.loads(sealing_key(request).decrypt(sealed.encode(), ttl=ENROLMENT_SECONDS))
    except (InvalidToken, ValueError):
        raise Invalid("This page is too old. Open it again and scan the new code.") from None
    if account_id != by.id:
        raise Invalid("This page belongs to another account. Open it again.")
    return str(secret)


@router.get("/hours")
def hours(request: Request, by: By) -> Response:
    """My clock and working hours, as they count now."""
    span = json.loads(by.hours)["spans"][0] if by.hours else {"days": [], "opens": "", "closes": ""}
    return _hours_page(request, by, {**span, "zone": by.zone or ""})


@router.post("/hours")
def keep_hours(request: Request, session: Writing, by: By, form: Form) -> Response:
    """Set them, or go back to those of my State."""
    typed: dict[str, Any] = {name: field(form, name) for name in ("zone", "opens", "closes")} | {"days": fields(form, "days")}
    if field(form, "usual"):
        typed = {"zone": typed["zone"], "days": [], "opens": "", "closes": ""}
    try:
        set_own_hours(session, **typed, by=by)
    except Invalid as refusal:
        return _hours_page(request, by, typed, errors=refusal.errors)
    return RedirectResponse("/account/hours", 303)


def _hours_page(request: Request, by: Actor, typed: Mapping[str, Any], *, errors: tuple[FieldError, ...] = ()) -> Response:
    return render(
        request,
        "account/hours.html",
        status=422 if errors else 200,
        typed=typed,
        usual=my_hours(replace(by, zone=None, hours=None), by.state),
        zones=[(name, name.replace("_", " ")) for name in zone_names()],
        near=[(name, name.replace("_", " ")) for name in (zones_of(by.state) if by.state else ())],
        days=DAYS,
        errors=errors,
    )


@router.get("/acts")
def acts(request: Request, session: Reading, by: By, cursor: str = "") -> Response:
    """What is on record about me, newest first."""
    items, after = own_acts(session, TrailQuery(cursor=cursor or None), reader=by)
    return render(request, "account/acts.html", acts=items, next_cursor=after)
