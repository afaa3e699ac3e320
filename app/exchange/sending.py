"""Sending an edition over HTTPS: file by file, the manifest last, each once; what failed for the moment is tried again."""

from __future__ import annotations

import base64
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from app.db import Database
from app.errors import Unavailable
from app.exchange.destinations import Destination, address_of
from app.exchange.formats.folder import SIGNATURE
from app.exchange.formats.manifest import NAME

LATER = (408, 425, 429, 500, 502, 503, 504)
"""Answers after which the same request may succeed (RFC 9110, 15)."""
TIMEOUT = httpx.Timeout(60.0, connect=10.0)
CHUNK = 1 << 16

Answer = tuple[str | None, float | None]
"""None when the file has arrived, else what was said; then seconds to wait at least, none where trying again is no use."""


@dataclass(frozen=True)
class Patience:
    """How often one file is tried in a run, and how many seconds are between: each time twice as long, at most `longest`."""

    tries: int = 5
    first: float = 1.0
    longest: float = 30.0
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Part:
    """One file to send: its name, where it lies, its SHA-256, and whether it belongs beside the edition, not into it."""

    name: str
    path: Path
    sha256: bytes
    is_beside: bool = False


def in_order(names: list[str]) -> list[str]:
    """The files of an edition as they are sent: signature and manifest last: these make the edition whole."""
    return sorted(names, key=lambda name: (name == NAME, name == SIGNATURE, name))


def send_files(
    database: Database, destination: Destination, edition: str, parts: list[Part], patience: Patience
) -> Iterator[str]:
    """Send these files in their order; yields the name of each that has arrived.

    Raises `Unavailable` when a file is refused, or not taken after all tries. No redirect is followed, the certificate is
    verified, no proxy of the machine's environment is used, and nothing of the answer but its status is read.
    """
    settings = database.settings
    address = address_of(destination, private=settings.delivery_private)
    vouched = ssl.create_default_context(cafile=str(settings.delivery_ca_file)) if settings.delivery_ca_file else True
    with httpx.Client(verify=vouched, trust_env=False, follow_redirects=False, timeout=TIMEOUT) as client:
        for part in parts:
            try_until_taken(partial(_try, client, destination, address, edition, part), destination, part, patience)
            yield part.name


def try_until_taken(attempt: Callable[[], Answer], destination: Destination, part: Part, patience: Patience) -> None:
    """Try to send one file until it has arrived. Raises `Unavailable` when it is refused, or not taken after all tries."""
    wait = patience.first
    for number in range(1, patience.tries + 1):
        said, asked = attempt()
        if said is None:
            return
        if number == patience.tries or asked is None:
            raise Unavailable(f"{destination.host} did not take {part.name}: {said}.")
        patience.sleep(min(max(wait, asked), patience.longest))
        wait *= 2


def _try(client: httpx.Client, destination: Destination, address: str, edition: str, part: Part) -> Answer:
    try:
        with part.path.open("rb") as file:
            request = _request(client, destination, address, edition, part, iter(lambda: file.read(CHUNK), b""))
            answer = client.send(request, stream=True)
            answer.close()
    except httpx.TransportError as problem:
        # The text of a transport error may quote what was sent; its kind says enough.
        verified = "CERTIFICATE_VERIFY_FAILED" not in str(problem)
        return (type(problem).__name__, 0.0) if verified else ("its certificate is not one that we trust", None)
    if answer.is_success:
        return None, None
    if answer.is_redirect:
        return f"it answers {answer.status_code} with another address, which is not followed", None
    return f"it answers {answer.status_code}", _seconds(answer) if answer.status_code in LATER else None


def _request(
    client: httpx.Client, destination: Destination, address: str, edition: str, part: Part, body: Iterator[bytes]
) -> httpx.Request:
    host = f"[{address}]" if ":" in address else address
    inside = f"/{part.name}" if part.is_beside else f"/{edition}/{part.name}"
    tail = inside if destination.method == "PUT" else ""
    headers = {
        "Host": destination.host if destination.port == 443 else f"{destination.host}:{destination.port}",
        "Content-Type": "application/octet-stream",
        "Content-Length": str(part.path.stat().st_size),
        "Content-Digest": f"sha-256=:{base64.b64encode(part.sha256).decode()}:",  # RFC 9530
        "Content-Disposition": f'attachment; filename="{part.name}"',
        "Idempotency-Key": f'"{edition}/{part.name}/{part.sha256.hex()[:16]}"',
        "Edition": edition,
    }
    if destination.token:
        headers["Authorization"] = f"Bearer {destination.token}"
    return client.build_request(
        destination.method,
        f"https://{host}:{destination.port}{destination.path}{tail}",
        headers=headers,
        content=body,
        extensions={"sni_hostname": destination.host},  # the name, not the address, is what the certificate must hold
    )


def _seconds(answer: httpx.Response) -> float:
    said = answer.headers.get("retry-after", "")
    return float(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0.0
