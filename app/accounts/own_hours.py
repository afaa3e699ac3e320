"""The clock and the working hours that a person sets for itself, where the State's usual ones do not fit."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from sqlmodel import Session

from app.access.actor import Actor
from app.accounts.models import Account
from app.audit.trail import record
from app.errors import FieldError, Invalid, NotFound
from app.reference.zones import is_zone

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def set_own_hours(session: Session, zone: str, days: Sequence[str], opens: str, closes: str, *, by: Actor) -> None:
    """Set the own IANA zone and the hours on these days (`mo` to `su`), from `08:30` until `16:30`, or into the next day.

    An empty zone stands for the usual one of the State; no day and no times for its usual hours. Raises `Invalid` naming
    `zone`, `days`, `opens` or `closes`.
    """
    account = session.get(Account, by.id)
    if account is None:  # an operator at the command line has none
        raise NotFound
    errors = [*_faults_of_zone(zone), *(_faults_of_hours(days, opens, closes) if days or opens or closes else ())]
    if errors:
        raise Invalid("Your hours cannot be kept.", errors=tuple(errors))
    span = {"days": [day for day in DAYS if day in days], "opens": opens, "closes": closes}
    account.zone = zone or None
    account.hours = json.dumps({"spans": [span], "exceptions": []}) if days else None
    session.add(account)
    record(session, "hours:set", by=by, payload={"account": account.email})


def _faults_of_zone(zone: str) -> list[FieldError]:
    return [] if not zone or is_zone(zone) else [FieldError("zone", "is not a time zone, such as Africa/Tunis")]


def _faults_of_hours(days: Sequence[str], opens: str, closes: str) -> list[FieldError]:
    errors = [] if days and set(days) <= set(DAYS) else [FieldError("days", "choose the days on which you work")]
    clocks = (("opens", opens), ("closes", closes))
    errors += [FieldError(name, "a time of day is written 08:30") for name, text in clocks if not CLOCK.fullmatch(text)]
    if not errors and opens == closes:
        errors.append(FieldError("closes", "must be another time than the beginning"))
    return errors
