"""How a page is compressed without its length telling what it holds."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from secrets import randbelow, token_hex

import brotli
from starlette.requests import Request

FROM_HERE = ("same-origin", "none")
MOST_PADDING = 50
_QUALITY = 5
"""From here on Brotli is smaller by a fifth than gzip; beyond it takes much longer for little."""


def packer_for(request: Request, *, is_open: bool) -> tuple[str, Callable[[bytes], bytes]] | None:
    """How the answer may be compressed: the content coding and what does it; `None` when it must not be.

    `is_open` says that the page shows no contact and no secret. The BREACH attack lets the victim's browser ask for a page
    with guesses in the address and watches the length of the answer. So a page with contacts is compressed only when our own
    page or the reader's own hand asked for it (W3C Fetch Metadata: `same-origin`, `none`), which another site cannot pretend.
    """
    if not is_open and request.headers.get("sec-fetch-site") not in FROM_HERE:
        return None
    known = {name.partition(";")[0].strip() for name in request.headers.get("accept-encoding", "").split(",")}
    if "br" in known:
        return "br", pack_small
    return ("gzip", pack) if "gzip" in known else None


def pack(content: bytes) -> bytes:
    """The content in gzip, with a name of random length in its header (RFC 1952, 2.3.1), so that lengths cannot be compared."""
    packed = gzip.compress(content, 6, mtime=0)
    has_name = bytes([packed[3] | 0x08])
    return packed[:3] + has_name + packed[4:10] + token_hex(randbelow(MOST_PADDING + 1)).encode() + b"\0" + packed[10:]


def pack_small(page: bytes) -> bytes:
    """The page in Brotli (RFC 7932), a fifth smaller, with a comment of random length at its end for the same reason."""
    comment = f"<!--{token_hex(randbelow(MOST_PADDING + 1))}-->".encode()
    packed: bytes = brotli.compress(page + comment, mode=brotli.MODE_TEXT, quality=_QUALITY)
    return packed
