"""Style sheets and scripts: ours and those of two packages, read once, compressed once, cached for a year by their content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache, reduce
from importlib import resources

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

router = APIRouter(prefix="/static")

VENDOR = {
    "reboot.css": ("bootstrap", "css/bootstrap-reboot.min.css"),
    "reboot.rtl.css": ("bootstrap", "css/bootstrap-reboot.rtl.min.css"),
    "htmx.js": ("js_lib_htmx", "static/htmx/htmx.min.js"),
}
"""Name under /static/vendor/ -> package and path inside it: nothing else of those packages is served, nothing is copied."""

OWN = ("directory.css", "directory.js", "mark.svg")


@dataclass(frozen=True)
class Asset:
    """A file as it is sent, plain and compressed."""

    content: bytes
    compressed: bytes
    media_type: str
    version: str


@cache
def asset(name: str) -> Asset | None:
    """The file of this name (`directory.css`, `vendor/htmx.js`), or none when it is not on the lists above."""
    if name in OWN:
        path = resources.files("app.web").joinpath("static", name)
    elif name.removeprefix("vendor/") in VENDOR and name.startswith("vendor/"):
        package, inside = VENDOR[name.removeprefix("vendor/")]
        path = reduce(lambda folder, part: folder / part, inside.split("/"), resources.files(package))
    else:
        return None
    content = path.read_bytes()
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(content, gzip.compress(content, 9, mtime=0), media_type, hashlib.sha256(content).hexdigest()[:12])


def address(name: str) -> str:
    """The address of a file with the version of its content. Raises `KeyError` for a file that is not served."""
    found = asset(name)
    if found is None:
        raise KeyError(name)
    return f"/static/{name}?v={found.version}"


@router.get("/{name:path}")
def send(name: str, request: Request) -> Response:
    """A file; without the version of its content in the query it is not kept for long."""
    found = asset(name)
    if found is None:
        raise HTTPException(404, "Not Found")
    lasting = request.query_params.get("v") == found.version
    headers = {"Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.compressed, media_type=found.media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(found.content, media_type=found.media_type, headers=headers)
