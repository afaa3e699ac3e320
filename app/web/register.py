"""Recording a new entry: what it is, what it is called and who will see it; everything else follows on its edit page."""

from collections.abc import Iterable
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission, grant
from app.db import Session, reading, writing
from app.directory.entries import register_entry
from app.directory.on_behalf import record_on_behalf
from app.errors import FieldError, Invalid
from app.reference import regions, states
from app.web.deps import By, DatabaseIn, Form, Reading, field
from app.web.edit import require_whole, with_row
from app.web.entry_form.asking import asked
from app.web.entry_form.faults import placed
from app.web.entry_form.fields import Section
from app.web.entry_form.patch import entry_of
from app.web.entry_form.sections import ABOUT, MARKING, NAMES
from app.web.entry_form.typed import Typed, from_rows, new_row, typed_in
from app.web.i18n import language_of
from app.web.keeping import go_on
from app.web.render import render

router = APIRouter()

FIRST = (
    NAMES,
    Section("about", ABOUT.label, "plain", tuple(f for f in ABOUT.fields if f.name in ("purpose", "part_of"))),
    MARKING,
)
"""What is asked at first. The State is that of the account."""


@router.get("/entries/new")
def new(request: Request, session: Reading, by: By) -> Response:
    """The empty form. No kind and no marking is chosen in advance. Raises `Denied` for who records no entries."""
    require_recording(by)
    typed: Typed = {"purpose": "", "part_of": by.entry or "", "marking": "", **from_rows(NAMES, [new_row(NAMES)])}
    return _page(request, session, typed, kind="", key=uuid4().hex, by=by)


@router.post("/entries/new")
def register(request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """Record the draft and go on to its edit page. The key in the form makes it once, however often it is sent."""
    require_recording(by)
    kind, key = field(form, "kind"), field(form, "key")
    typed = typed_in(form, FIRST, kind, removed=field(form, "remove"))
    if "save" not in form:
        typed, focus = with_row(form, FIRST, typed)
        with reading(database) as session:
            return _page(request, session, typed, kind=kind, key=key, focus=focus, noted=_noted(form), by=by)
    try:
        require_whole(form)
        noted = _noted(form)
        state = noted["state"] if is_on_behalf(by) else by.state or ""
        data = entry_of(typed, FIRST, kind=kind, state=state, language=language_of(request))
        with writing(database) as session:
            if is_on_behalf(by):
                entry_id = record_on_behalf(session, data, noted, by=by)
            else:
                entry_id = register_entry(session, data, idempotency_key=key or None, by=by)
    except Invalid as refusal:
        with reading(database) as session:
            return _page(request, session, typed, kind=kind, key=key, refusal=refusal, noted=_noted(form), by=by)
    return go_on(f"/entries/{entry_id}/edit?done=registered")


def require_recording(by: Actor) -> None:
    """A focal point records its own entries, a coordinator those of a State without one. Raises `Denied`."""
    require(by, Permission.ENTRY_RECORD_ON_BEHALF if is_on_behalf(by) else Permission.ENTRY_REGISTER)


def is_on_behalf(by: Actor) -> bool:
    """Whether what this person records is recorded on behalf of a State."""
    return grant(by.role, Permission.ENTRY_RECORD_ON_BEHALF) is not None


def _noted(form: FormData) -> dict[str, str]:
    """The State and its note verbale, as a coordinator typed them."""
    return {name: field(form, name) for name in ("state", "reference", "date")}


def _page(
    request: Request,
    session: Session,
    typed: Typed,
    *,
    kind: str,
    key: str,
    noted: dict[str, str] | None = None,
    refusal: Invalid | None = None,
    focus: str = "",
    by: Actor,
) -> Response:
    errors = tuple(_at_kind(each) for each in placed(refusal.errors, typed)) if refusal else ()
    told = noted or {"state": "", "reference": "", "date": ""}
    names = asked(
        session,
        typed,
        FIRST,
        {"kind": kind, "state": by.state or told["state"]},
        errors=errors,
        focus=focus,
        language=language_of(request),
        by=by,
    )
    return render(
        request,
        "register/page.html",
        status=refusal.status if refusal else 200,
        kind=kind,
        key=key,
        on_behalf=is_on_behalf(by),
        noted=told,
        in_region=sorted_states(regions.states_in(by.region), language_of(request)) if by.region else [],
        detail=refusal.detail if refusal else None,
        second="",
        **names,
    )


def sorted_states(codes: Iterable[str], language: str) -> list[tuple[str, str]]:
    """States as choices, by name in the reader's language."""
    return sorted(((code, states.state(code).name(language)) for code in codes), key=lambda pair: pair[1])


def _at_kind(fault: FieldError) -> FieldError:
    """An empty kind is one that was not chosen."""
    return FieldError("kind", "choose what it is") if fault.field == "kind" else fault
