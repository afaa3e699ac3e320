"""Files that come in: tried first, their headings mapped, taken in as drafts and proposals."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData, UploadFile

from app.access.policy import require
from app.access.roles import Permission
from app.api.deps import Body, By, DatabaseIn, Reading
from app.errors import FieldError, Invalid
from app.exchange.intake.uploads import Sent, map_headings, put_aside, take_file, try_file, upload, uploads

router = APIRouter(prefix="/imports", tags=["imports"])
Answer = dict[str, Any]

MOST_FIELDS = 20
MOST_FIELD_BYTES = 10_000
TEXTS = ("profile", "state", "marking", "edition")


async def sent_form(request: Request, by: By) -> AsyncIterator[FormData]:
    """The multipart form; the file in it goes to disk while it arrives. Raises `Denied` first, `Invalid` where there is none."""
    require(by, Permission.ENTRY_IMPORT)
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Invalid("Send the file as multipart/form-data.", errors=(FieldError("file", "is required"),))
    async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD_BYTES) as form:
        yield form


@router.post("", status_code=201)
def send(database: DatabaseIn, by: By, form: Annotated[FormData, Depends(sent_form, scope="function")]) -> Answer:
    """Send a file: `file`, `profile?`, `state?`, `marking?`, `edition?`, `dry_run` (true unless it says false)."""
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise Invalid("The import cannot begin.", errors=(FieldError("file", "is required"),))
    texts = {name: value.strip() if isinstance(value := form.get(name, ""), str) else "" for name in TEXTS}
    dry_run = str(form.get("dry_run", "true")).strip().lower() not in ("false", "0", "no")
    sent = Sent(file.filename or "file", texts["profile"], texts["state"], texts["marking"], texts["edition"])
    told = try_file(database, file.file, sent, by=by)
    return told if dry_run or told["status"] != "tried" else take_file(database, told["id"], by=by)


@router.get("")
def find(session: Reading, by: By) -> Answer:
    """One's own files, newest first, without their findings."""
    return {"items": uploads(session, reader=by), "next_cursor": None}


@router.get("/{upload_id}")
def read(upload_id: str, session: Reading, by: By) -> Answer:
    """One file with its row report."""
    return upload(session, upload_id, reader=by)


@router.post("/{upload_id}/headings")
def name_headings(upload_id: str, database: DatabaseIn, by: By, body: Body) -> Answer:
    """Say what headings mean: `{headings: {heading: column}}`; an empty text leaves a column unread."""
    headings = body.get("headings") if isinstance(body, dict) else None
    if not isinstance(headings, dict) or not all(isinstance(value, str) for value in headings.values()):
        raise Invalid("The headings cannot be mapped.", errors=(FieldError("headings", "an object of texts"),))
    return map_headings(database, upload_id, headings, by=by)


@router.post("/{upload_id}/take")
def take(upload_id: str, database: DatabaseIn, by: By, body: Body) -> Answer:
    """Take it in: `{repairs?: [number of a finding]}`."""
    repairs = body.get("repairs", []) if isinstance(body, dict) else []
    if not isinstance(repairs, list) or not all(type(each) is int for each in repairs):
        raise Invalid("Nothing was taken in.", errors=(FieldError("repairs", "a list of numbers"),))
    return take_file(database, upload_id, repairs, by=by)


@router.delete("/{upload_id}", status_code=204)
def leave(upload_id: str, database: DatabaseIn, by: By) -> None:
    """Put it aside: the file is removed."""
    put_aside(database, upload_id, by=by)
