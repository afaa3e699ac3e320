"""Duty sheets: choosing counterparts, drawing them on one A4, printing it, and what became of its lines since."""

from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.db import Database, Session, reading, settings_of, writing
from app.directory.duty_reading import duty_sheet, duty_sheets
from app.directory.duty_sheets import PrintedSheet, draw_duty_sheet, print_duty_sheet
from app.directory.duty_wishes import MOST_LINES, SheetWish, why_not_printed
from app.directory.find import cards_in_order
from app.errors import Invalid, Refusal, TooMany
from app.exchange.formats.duty_sheet import duty_pdf, duty_vcards
from app.reference.zones import principal_zone
from app.web.deps import By, DatabaseIn, Form, Reading, field, own_path
from app.web.duty_picks import keep_picks, moved, picked, picks_of
from app.web.i18n import language_of, translated
from app.web.keeping import PURPOSE, go_on
from app.web.purpose import statement_of
from app.web.render import render

router = APIRouter()


@router.get("/duty-sheets")
def listed(request: Request, session: Reading, by: By) -> Response:
    """The sheets of one's own and of the unit, and what is being chosen for the next one."""
    return _page(request, session, picks_of(request, by), by=by)


@router.post("/duty-sheets/picks")
def pick(request: Request, by: By, form: Form) -> Response:
    """Add one entry to the choice, and go back to where it stood."""
    picks = picked(picks_of(request, by), field(form, "entry"))
    response = go_on(own_path(field(form, "next"), "/duty-sheets"))
    keep_picks(request, response, picks, by)
    return response


@router.post("/duty-sheets/order")
def order(request: Request, by: By, form: Form) -> Response:
    """Move an entry up or down, or take it out: `move` is `up ID`, `down ID` or `out ID`."""
    move, _, entry_id = field(form, "move").partition(" ")
    response = go_on("/duty-sheets#choice")
    keep_picks(request, response, moved(picks_of(request, by), entry_id, move), by)
    return response


@router.post("/duty-sheets")
def draw(request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """Draw the sheet; the choice is used up."""
    picks = picks_of(request, by)
    stated = statement_of(request, by)
    wish = SheetWish(
        title=field(form, "title"),
        entries=picks,
        time_zone=field(form, "time_zone"),
        purpose=field(form, "purpose"),
        case_ref=field(form, "case_ref") or stated.case_ref,
    )
    try:
        with writing(database) as session:
            card = draw_duty_sheet(session, wish, by=by)
    except (Invalid, TooMany) as refusal:
        with reading(database) as session:
            return _page(request, session, picks, sent=wish, refusal=refusal, by=by)
    response = go_on(f"/duty-sheets/{card.id}")
    keep_picks(request, response, [], by)
    return response


@router.get("/duty-sheets/{sheet_id}.pdf")
def as_pdf(sheet_id: str, request: Request, database: DatabaseIn, by: By) -> Response:
    """The sheet on one A4 in the reader's language; the printing is on record."""
    language = language_of(request)
    sheet = _printed(database, sheet_id, by)
    raw = duty_pdf(sheet, database.settings.base_url, language=language, translate=partial(translated, language))
    return _file(raw, "application/pdf", f"{sheet_id}.pdf")


@router.get("/duty-sheets/{sheet_id}.vcf")
def as_vcards(sheet_id: str, database: DatabaseIn, by: By) -> Response:
    """The same lines as contacts for a telephone; on record too."""
    return _file(duty_vcards(_printed(database, sheet_id, by)), "text/vcard; charset=utf-8", f"{sheet_id}.vcf")


@router.get("/duty-sheets/{sheet_id}")
def show(sheet_id: str, request: Request, session: Reading, by: By) -> Response:
    """A sheet, and which of its lines are wrong on the paper by now."""
    return render(request, "duty_sheets/sheet.html", sheet=duty_sheet(session, sheet_id, reader=by))


@router.post("/duty-sheets/{sheet_id}/again")
def again(sheet_id: str, request: Request, session: Reading, by: By) -> Response:
    """Choose the same entries for a new sheet, as far as they can still stand on one."""
    sheet = duty_sheet(session, sheet_id, reader=by)
    response = go_on("/duty-sheets#choice")
    keep_picks(request, response, [line.entry for line in sheet.lines if line.standing != "gone"], by)
    return response


def _printed(database: Database, sheet_id: str, by: Actor) -> PrintedSheet:
    """On record and committed before the file is made: setting it takes longer than others should wait."""
    with writing(database) as session:
        return print_duty_sheet(session, sheet_id, by=by)


def _file(raw: bytes, media_type: str, saved_as: str) -> Response:
    return Response(raw, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{saved_as}"'})


def _page(
    request: Request,
    session: Session,
    picks: list[str],
    *,
    sent: SheetWish | None = None,
    refusal: Refusal | None = None,
    by: Actor,
) -> Response:
    stated = statement_of(request, by)
    zone = (principal_zone(by.state) if by.state else None) or "UTC"
    wish = sent or SheetWish("", picks, zone, stated.purpose, stated.case_ref)
    return render(
        request,
        "duty_sheets/list.html",
        status=refusal.status if refusal else 200,
        found=duty_sheets(session, reader=by),
        choice=_choice(session, picks, wish, by),
        wish=wish,
        most=MOST_LINES,
        per_day=settings_of(session).duty_sheets_per_day,
        refusal=refusal,
        errors=[each for each in refusal.errors if not each.field.startswith("entries.")] if refusal else [],
    )


def _choice(session: Session, picks: list[str], wish: SheetWish, by: Actor) -> list[dict[str, Any]]:
    """What was chosen, in order: `entry`, its `card` as far as the reader may see it, and why it cannot stand on paper."""
    cards = {card["id"]: card for card in cards_in_order(session, picks, reader=by)}
    stated = replace(wish, purpose=wish.purpose or PURPOSE)  # the form asks for it; it is not each entry's fault
    faults = why_not_printed(session, picks, stated, reader=by)
    return [{"entry": each, "card": cards.get(each), "fault": faults[each][1]} for each in picks]
