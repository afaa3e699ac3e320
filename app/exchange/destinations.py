"""Where a recipient's editions are sent: one small file that the operator writes, checked before anything leaves.

`DATA_DIR/recipients/CODE.delivery.json` says `{"way": "https", "url": "https://...", "method": "PUT", "token_file": "NAME"}`,
`{"way": "sftp", "host": ..., "port": 22, "user": ..., "key_file": "NAME", "host_key": "ssh-ed25519 AAAA...", "path": ...}` or
`{"way": "folder", "path": "/..."}`. Token and key lie in files of their own beside it. Only hosts in DIRECTORY_DELIVERY_HOSTS
are spoken to, whatever the file says.
"""

from __future__ import annotations

import base64
import ipaddress
import json
import re
import socket
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.db import Database
from app.errors import Unavailable

USUAL_PORT = {"https": 443, "sftp": 22}
METHODS = ("PUT", "POST")
HOST_KEYS = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa")
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+:[0-9A-Fa-f.]*")
FOR_US_ONLY = 0o077
"""Bits of a file's mode that let others read or change it."""
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class HostKey:
    """The key by which a host must show that it is the one meant: its kind and its bytes (RFC 4253, 6.6)."""

    kind: str
    blob: bytes


@dataclass(frozen=True)
class Destination:
    """A way to a recipient. `target` is what people read; `token` never appears when it is printed."""

    way: str
    target: str
    path: str
    host: str = ""
    port: int = 0
    method: str = "PUT"
    token: str = field(default="", repr=False)
    user: str = ""
    key_file: Path = Path()
    host_key: HostKey | None = None


def destination_of(database: Database, code: str) -> Destination | None:
    """The recipient's destination, or none where it fetches its editions or takes them from the job's folder.

    Raises `Unavailable` for a file that does not say what it should, or names a host that the settings do not.
    """
    place = database.settings.data_dir / "recipients" / f"{code}.delivery.json"
    if not place.exists():
        return None
    try:
        said = json.loads(place.read_text())
        made = _READ[said["way"]](said, place.parent)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        # Only what is wrong is named: the file could hold a secret that does not belong there.
        what = f"{problem.args[0]} is missing or unknown" if isinstance(problem, KeyError) else type(problem).__name__
        raise Unavailable(f"{place.name} cannot be used: {what}.") from None
    if made.host:
        _require_listed(made, database.settings.delivery_hosts)
    if made.way == "sftp":
        _require_for_us_only(made.key_file)
    return made


def _folder(said: Mapping[str, Any], _beside: Path) -> Destination:
    path = Path(said["path"])
    if not path.is_absolute():
        raise ValueError("path")
    return Destination("folder", str(path), str(path))


def _https(said: Mapping[str, Any], beside: Path) -> Destination:
    url = urlsplit(said["url"])
    method = said.get("method", "PUT")
    # A secret in the address would end in logs, in ours and in theirs.
    if url.scheme != "https" or not url.hostname or url.query or url.fragment or "@" in url.netloc or method not in METHODS:
        raise ValueError("url")
    token = (beside / said["token_file"]).read_text().strip() if said.get("token_file") else ""
    if not (token.isascii() and token.isprintable()):
        raise ValueError("token_file")
    port = url.port or USUAL_PORT["https"]
    path = url.path.rstrip("/")
    return Destination("https", f"{url.hostname}:{port}{path}", path, url.hostname, port, method, token=token)


def _sftp(said: Mapping[str, Any], beside: Path) -> Destination:
    host, user, path, port = said["host"].casefold(), said["user"], said["path"].rstrip("/"), said.get("port", USUAL_PORT["sftp"])
    if not HOST.fullmatch(host) or type(port) is not int or not 0 < port < 1 << 16:
        raise ValueError("host")
    if not (user and path and user.isprintable() and path.isprintable()):
        raise ValueError("path")
    target = f"{user}@{host}:{port}/{path.removeprefix('/')}"
    key_file = beside / said["key_file"]
    return Destination("sftp", target, path, host, port, user=user, key_file=key_file, host_key=_host_key(said["host_key"]))


def _host_key(line: str) -> HostKey:
    """A line as `ssh-keyscan` and `known_hosts` write it, without the host: kind and key, which must agree."""
    kind, coded = line.split()[:2]
    blob = base64.b64decode(coded, validate=True)
    named = int.from_bytes(blob[:4], "big")
    if kind not in HOST_KEYS or blob[4 : 4 + named] != kind.encode():
        raise ValueError("host_key")
    return HostKey(kind, blob)


_READ = {"folder": _folder, "https": _https, "sftp": _sftp}


def _require_for_us_only(key_file: Path) -> None:
    try:
        mode = stat.S_IMODE(key_file.stat().st_mode)
    except OSError as problem:
        raise Unavailable(f"The key file {key_file.name} cannot be read: {type(problem).__name__}.") from None
    if mode & FOR_US_ONLY:
        raise Unavailable(f"The key file {key_file.name} is open to others (mode {mode:03o}); give it mode 600.")


def _require_listed(made: Destination, listed: str) -> None:
    wanted = {f"{made.host}:{made.port}", *((made.host,) if made.port == USUAL_PORT[made.way] else ())}
    if not wanted & {each.strip().casefold() for each in listed.split(",")}:
        raise Unavailable(f"{made.host}:{made.port} is not among the hosts of DIRECTORY_DELIVERY_HOSTS.")


def address_of(destination: Destination, *, private: bool) -> str:
    """The address to connect to, asked for once and then used, so that a name cannot point elsewhere between check and use.

    Raises `Unavailable` for a name without an address, and where any of its addresses is not public unless `private`.
    """
    try:
        found = socket.getaddrinfo(destination.host, destination.port, type=socket.SOCK_STREAM)
    except OSError:
        raise Unavailable(f"{destination.host} has no address.") from None
    addresses = [str(each[4][0]) for each in found]
    if not private and not all(is_public(ipaddress.ip_address(each)) for each in addresses):
        raise Unavailable(f"{destination.host} has an address that is not public (DIRECTORY_DELIVERY_PRIVATE).")
    return addresses[0]


def is_public(address: Address) -> bool:
    """Whether an address is one of the open network, also where an IPv4 address is wrapped in one of IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(wrapped)
    return address.is_global and not address.is_multicast
