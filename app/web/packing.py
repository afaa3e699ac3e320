"""How a page is compressed without its length telling what it holds."""

from __future__ import annotations

import gzip
from secrets import randbelow, token_hex

from starlette.requests import Request

FROM_HERE = ("same-origin", "none")
MOST_PADDING = 50


def may_pack(request: Request, *, is_open: bool) -> bool:
    """Whether the answer may be compressed. `is_open` says that the page shows no contact and no secret.

    The BREACH attack lets the victim's browser ask for a page with guesses in the address and watches the length of the
    answer. So a page with contacts is compressed only when our own page or the reader's own hand asked for it
    (W3C Fetch Metadata: `same-origin`, `none`), which another site cannot pretend.
    """
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return False
    return is_open or request.headers.get("sec-fetch-site") in FROM_HERE


def pack(content: bytes) -> bytes:
    """The content in gzip, with a name of random length in its header (RFC 1952, 2.3.1), so that lengths cannot be compared."""
    packed = gzip.compress(content, 6, mtime=0)
    has_name = bytes([packed[3] | 0x08])
    return packed[:3] + has_name + packed[4:10] + token_hex(randbelow(MOST_PADDING + 1)).encode() + b"\0" + packed[10:]
