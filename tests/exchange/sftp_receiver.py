"""A recipient's SFTP server on the loopback, over a folder: keeps what it is given, and fails as it is told to."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paramiko
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

DONE: int = paramiko.SFTP_OK
DENIED: int = paramiko.SFTP_PERMISSION_DENIED
FAILURE: int = paramiko.SFTP_FAILURE
UNSUPPORTED: int = paramiko.SFTP_OP_UNSUPPORTED


@dataclass
class SftpReceiver:
    """`renamed` are the names of files in the order in which each became whole; `before` runs before any request is served."""

    folder: Path
    host: str = ""
    port: int = 0
    key_file: Path = Path()
    host_key: str = ""
    renamed: list[str] = field(default_factory=list)
    connections: list[paramiko.Transport] = field(default_factory=list)
    before: Callable[[str, str], int] = lambda _deed, _name: DONE
    speaks: bool = True

    @property
    def said(self) -> dict[str, Any]:
        """What the operator writes into the recipient's delivery file."""
        return {
            "way": "sftp",
            "host": "localhost",
            "port": self.port,
            "user": "registry",
            "key_file": self.key_file.name,
            "host_key": self.host_key,
            "path": "/in",
        }

    def files(self) -> dict[str, bytes]:
        """What lies in the folder, by path; unfinished files too."""
        place = self.folder / "in"
        return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}

    def hang_up(self) -> None:
        """Break every connection, as a net does that fails."""
        for each in self.connections:
            each.close()


def made_key(place: Path) -> paramiko.PKey:
    """A new key, written there with mode 600."""
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(
        Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
        )
    )
    place.chmod(0o600)
    return paramiko.Ed25519Key.from_private_key_file(str(place))


@contextmanager
def receiving_by_sftp(folder: Path, ours: Path) -> Iterator[SftpReceiver]:
    """A server that lets in who has the key `ours` (made here); runs until the end of the block."""
    (folder / "in").mkdir(parents=True)
    host_key = made_key(folder / "host.key")
    made = SftpReceiver(folder, key_file=ours, host_key=f"{host_key.get_name()} {host_key.get_base64()}")
    known = made_key(ours)
    listening = socket.create_server(("127.0.0.1", 0))
    made.port = listening.getsockname()[1]
    made.host = f"localhost:{made.port}"
    thread = threading.Thread(target=_serve, args=(listening, made, host_key, known), daemon=True)
    thread.start()
    yield made
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()
    for each in made.connections:
        each.close()
        each.join()


def _serve(listening: socket.socket, receiver: SftpReceiver, host_key: paramiko.PKey, known: paramiko.PKey) -> None:
    mute: list[socket.socket] = []
    while True:
        try:
            line, _ = listening.accept()
        except OSError:
            break
        if not receiver.speaks:
            mute.append(line)
            continue
        transport = paramiko.Transport(line)
        transport.add_server_key(host_key)
        transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Folder, receiver)
        receiver.connections.append(transport)
        with suppress(paramiko.SSHException, EOFError, OSError):
            transport.start_server(server=_Door(known))
    for line in mute:
        line.close()


class _Door(paramiko.ServerInterface):
    def __init__(self, known: paramiko.PKey) -> None:
        self._known = known

    def get_allowed_auths(self, username: str) -> str:
        return "publickey"

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        is_right = (username, key) == ("registry", self._known)
        return int(paramiko.AUTH_SUCCESSFUL if is_right else paramiko.AUTH_FAILED)

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return int(paramiko.OPEN_SUCCEEDED)


class _File(paramiko.SFTPHandle):
    def __init__(self, file: Any, name: str, receiver: SftpReceiver) -> None:
        super().__init__()
        self.readfile = self.writefile = file
        self._name = name
        self._receiver = receiver

    def write(self, offset: int, data: bytes) -> int:
        said = self._receiver.before("write", self._name)
        return int(super().write(offset, data)) if said == DONE else said


class _Folder(paramiko.SFTPServerInterface):
    def __init__(self, server: paramiko.ServerInterface, receiver: SftpReceiver) -> None:
        super().__init__(server)
        self._receiver = receiver

    def _place(self, path: str) -> Path:
        return self._receiver.folder / str(self.canonicalize(path)).lstrip("/")

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> Any:
        said = self._receiver.before("open", Path(path).name)
        if said != DONE:
            return said
        try:
            file = os.fdopen(os.open(self._place(path), flags, 0o600), "wb")
        except OSError as problem:
            return paramiko.SFTPServer.convert_errno(problem.errno or 0)
        return _File(file, Path(path).name, self._receiver)

    def stat(self, path: str) -> Any:
        try:
            return paramiko.SFTPAttributes.from_stat(self._place(path).stat())
        except OSError as problem:
            return paramiko.SFTPServer.convert_errno(problem.errno or 0)

    lstat = stat

    def mkdir(self, path: str, attr: paramiko.SFTPAttributes) -> int:
        return self._do("mkdir", path, lambda: self._place(path).mkdir())

    def remove(self, path: str) -> int:
        return self._do("remove", path, lambda: self._place(path).unlink())

    def rename(self, oldpath: str, newpath: str) -> int:
        if self._place(newpath).exists():
            return FAILURE  # version 3 of the protocol renames onto no name that is in use
        return self._do("rename", newpath, lambda: self._renamed(oldpath, newpath))

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        return self._do("posix-rename", newpath, lambda: self._renamed(oldpath, newpath))

    def _renamed(self, oldpath: str, newpath: str) -> None:
        self._place(oldpath).rename(self._place(newpath))
        self._receiver.renamed.append(Path(newpath).name)

    def _do(self, deed: str, path: str, act: Callable[[], None]) -> int:
        said = self._receiver.before(deed, Path(path).name)
        if said != DONE:
            return said
        try:
            act()
        except OSError as problem:
            return int(paramiko.SFTPServer.convert_errno(problem.errno or 0))
        return DONE
