"""Duty sheets: up to 30 counterparts on one sheet of paper, as PDF and as vCards."""

from typing import Any

from fastapi import APIRouter, Response

from app.access.actor import Actor
from app.api.deps import Body, By, DatabaseIn, Reading, Writing
from app.api.shapes import shaped, text_in, texts_in
from app.db import Database, writing
from app.directory.duty_reading import duty_sheet, duty_sheets
from app.directory.duty_sheets import PrintedSheet, draw_duty_sheet, print_duty_sheet
from app.directory.duty_wishes import SheetWish
from app.exchange.formats.duty_sheet import duty_pdf, duty_vcards

router = APIRouter(prefix="/duty-sheets", tags=["duty sheets"])
Answer = dict[str, Any]


def _file(media_type: str) -> dict[int | str, dict[str, object]]:
    return {200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}


@router.post("", status_code=201)
def draw(session: Writing, by: By, body: Body) -> Answer:
    """Draw a sheet: `{title, entries[], purpose, time_zone?, case_ref?}`. No value leaves until it is printed."""
    wish = SheetWish(
        title=text_in(body, "title") or "",
        entries=texts_in(body, "entries"),
        time_zone=text_in(body, "time_zone") or "",
        purpose=text_in(body, "purpose") or "",
        case_ref=text_in(body, "case_ref") or "",
    )
    return shaped(draw_duty_sheet(session, wish, by=by))


@router.get("")
def find(session: Reading, by: By) -> Answer:
    """The newest sheets of one's own and of the unit."""
    return {"items": [shaped(each) for each in duty_sheets(session, reader=by)], "next_cursor": None}


@router.get("/{sheet_id}.pdf", response_class=Response, responses=_file("application/pdf"))
def as_pdf(sheet_id: str, database: DatabaseIn, by: By) -> Response:
    """The sheet on one A4, as of now: one recorded disclosure. 403 once it has expired."""
    raw = duty_pdf(_printed(database, sheet_id, by), database.settings.base_url)
    return _answer(raw, "application/pdf", f"{sheet_id}.pdf")


@router.get("/{sheet_id}.vcf", response_class=Response, responses=_file("text/vcard"))
def as_vcards(sheet_id: str, database: DatabaseIn, by: By) -> Response:
    """The same lines as vCards, as of now: one recorded disclosure. 403 once it has expired."""
    return _answer(duty_vcards(_printed(database, sheet_id, by)), "text/vcard; charset=utf-8", f"{sheet_id}.vcf")


@router.get("/{sheet_id}")
def show(sheet_id: str, session: Reading, by: By) -> Answer:
    """A sheet, and which of its lines changed since it was printed."""
    return shaped(duty_sheet(session, sheet_id, reader=by))


def _printed(database: Database, sheet_id: str, by: Actor) -> PrintedSheet:
    """On record and committed before the file is made: setting it takes longer than others should wait."""
    with writing(database) as session:
        return print_duty_sheet(session, sheet_id, by=by)


def _answer(raw: bytes, media_type: str, saved_as: str) -> Response:
    return Response(raw, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{saved_as}"'})
