"""What every request passes first: a request id, a limit on the body, and headers that hold for every answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from secrets import token_hex
from time import monotonic

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.log import answered

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
Refuses = Callable[[Request], Response]


class BodyTooLarge(Exception):
    """The body went past the limit while it was read."""


class Doorway:
    """ASGI middleware. `body_bytes` is the limit of every request, `import_bytes` that of imports; `too_large` answers

    what goes past it.
    """

    def __init__(self, app: ASGIApp, *, body_bytes: int, import_bytes: int, too_large: Refuses) -> None:
        self.app = app
        self.too_large = too_large
        self.body_bytes = body_bytes
        self.import_bytes = import_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        scope.setdefault("state", {})["request_id"] = request_id = _request_id(headers.get(b"x-request-id", b""))
        limit = self.import_bytes if "/imports" in scope["path"] else self.body_bytes
        started = False
        began = monotonic()

        async def told(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                path = scope.get("raw_path", b"").partition(b"?")[0].decode("ascii", "backslashreplace")
                seconds = monotonic() - began
                answered(method=scope["method"], path=path, status=message["status"], seconds=seconds, request=request_id)
                finish(MutableHeaders(scope=message), scope["path"], request_id)
            await send(message)

        announced = headers.get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > limit:
            await self.too_large(Request(scope))(scope, receive, told)
            return
        try:
            await self.app(scope, _counting(receive, limit), told)
        except BodyTooLarge:
            if not started:
                await self.too_large(Request(scope))(scope, receive, told)


def _request_id(sent: bytes) -> str:
    text = sent.decode("latin-1")
    return text if REQUEST_ID.fullmatch(text) else token_hex(8)


def _counting(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise BodyTooLarge
        return message

    return counted


def finish(headers: MutableHeaders, path: str, request_id: str) -> None:
    """The headers of every answer; also of one that is given after the doorway was left (a fault of ours)."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers["X-Request-ID"] = request_id
    if not path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store")
