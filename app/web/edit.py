"""Editing an entry: its form, rows added and removed, the change or proposal that it makes, and nothing typed is lost."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from app.access.actor import Actor
from app.db import Session, reading, writing
from app.directory.history import history
from app.directory.proposal_reading import proposals
from app.directory.proposals import changed_in_draft, revise_entry, withdraw_proposal
from app.errors import Conflict, FieldError, Invalid, Refusal, Stale
from app.web.deps import By, DatabaseIn, Form, Reading, field, version_in
from app.web.differences import differences_in
from app.web.entry_form.asking import asked
from app.web.entry_form.faults import placed
from app.web.entry_form.fields import Section
from app.web.entry_form.merging import laid_over
from app.web.entry_form.outline import sections_for
from app.web.entry_form.patch import patch_of
from app.web.entry_form.typed import Posted, Record, Typed, from_rows, new_row, rows_of, shown, typed_in
from app.web.i18n import language_of
from app.web.keeping import DONE, go_on, keeps_it, kept_entry, needs_second
from app.web.render import render

router = APIRouter()


@router.get("/entries/{entry_id}/edit")
def edit(request: Request, entry_id: str, session: Reading, by: By, done: str = "", draft: str = "") -> Response:
    """The entry in its form, or the own draft of a change to go on with. Opening it is on record: it shows the channels."""
    card = kept_entry(session, entry_id, by=by)
    sections = sections_for(card["kind"], keeps_it(card))
    typed = shown(card | (changed_in_draft(session, draft, card, reader=by) if draft else {}), sections, language_of(request))
    return _page(request, session, card, typed, version=card["version"], draft=draft, done=DONE.get(done), by=by)


@router.post("/entries/{entry_id}/edit")
def revise(request: Request, entry_id: str, database: DatabaseIn, by: By, form: Form) -> Response:
    """Change the entry or propose the change; or, for the buttons of rows, show the form again with a row more or less."""
    language, version, draft = language_of(request), version_in(form), field(form, "draft")
    with reading(database) as session:
        card = kept_entry(session, entry_id, by=by, recorded=False)
        sections = sections_for(card["kind"], keeps_it(card))
        typed = typed_in(form, sections, card["kind"], removed=field(form, "remove"))
        if "save" not in form:
            typed, focus = with_row(form, sections, typed)
            return _page(request, session, card, typed, version=version, why=field(form, "why"), draft=draft, focus=focus, by=by)
    try:
        with writing(database) as session:
            card = kept_entry(session, entry_id, by=by, recorded=False)
            require_whole(form)
            patch = patch_of(card, typed, sections, language)
            keep = field(form, "save") == "draft"
            proposal = revise_entry(session, entry_id, patch, version, why=field(form, "why") or None, draft=keep, by=by)
            if draft:
                withdraw_proposal(session, draft, by=by)
    except (Invalid, Conflict, Stale) as refusal:
        with reading(database) as session:
            return _again(request, session, entry_id, typed, refusal, version=version, form=form, by=by)
    if proposal is not None:
        done = "kept_as_draft" if proposal["state"] == "draft" else "proposed"
        return go_on(f"/proposals/{proposal['id']}?done={done}")
    return go_on(f"/my-entries?done={'saved' if patch else 'unchanged'}&entry={entry_id}")


def require_whole(form: Posted) -> None:
    """The last field of the form must have arrived: half a form would empty the fields that are missing. Raises `Invalid`."""
    if "whole" not in form.keys():  # noqa: SIM118 - a posted form, not a dictionary
        raise Invalid("The form did not arrive whole, so nothing was changed. Send it again.")


def with_row(form: Posted, sections: Sequence[Section], typed: Typed) -> tuple[Typed, str]:
    """What was typed with the new row that `add_channel` and its like ask for, and the field to go on in."""
    for section in sections:
        if section.shape == "rows" and f"add_{section.one}" in form.keys():  # noqa: SIM118 - as above
            rows = [*rows_of(section, typed), new_row(section)]
            first = next(f for f in section.fields if f.kind != "id")
            return typed | from_rows(section, rows), section.path(first, len(rows) - 1)
    return typed, ""


def _again(
    request: Request,
    session: Session,
    entry_id: str,
    typed: Typed,
    refusal: Refusal,
    *,
    version: int | None,
    form: FormData,
    by: Actor,
) -> Response:
    """The form as it was filled in, with what is wrong; after a change by somebody else, laid over the present entry."""
    card = kept_entry(session, entry_id, by=by, recorded=isinstance(refusal, Conflict))
    meanwhile: list[Record] = []
    if isinstance(refusal, Conflict) and version is not None:
        meanwhile = [told for told in history(session, entry_id, reader=by) if told["version"] > version]
        typed = laid_over(card, meanwhile, typed, sections_for(card["kind"], keeps_it(card)), language_of(request))
    return _page(
        request,
        session,
        card,
        typed,
        status=refusal.status,
        errors=placed(refusal.errors, typed),
        detail=refusal.detail,
        version=version if isinstance(refusal, Invalid) else card["version"],
        meanwhile=meanwhile,
        why=field(form, "why"),
        draft=field(form, "draft"),
        by=by,
    )


def _page(
    request: Request,
    session: Session,
    card: Record,
    typed: Typed,
    *,
    version: int | None,
    status: int = 200,
    errors: tuple[FieldError, ...] = (),
    detail: str | None = None,
    meanwhile: Sequence[Record] = (),
    done: str | None = None,
    focus: str = "",
    why: str = "",
    draft: str = "",
    by: Actor,
) -> Response:
    language = language_of(request)
    sections = sections_for(card["kind"], keeps_it(card))
    told = [{**each, "differences": differences_in(each["changes"], language)} for each in meanwhile]
    return render(
        request,
        "edit/page.html",
        status=status,
        card=card,
        meanwhile=told,
        detail=detail,
        done=done,
        why=why,
        draft=draft,
        version=version,
        second=needs_second(card, by),
        waiting=proposals(session, state="submitted", entry=card["id"], reader=by),
        **asked(session, typed, sections, card, errors=errors, focus=focus, language=language, by=by),
    )
