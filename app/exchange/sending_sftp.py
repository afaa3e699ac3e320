"""Sending an edition over SFTP: file by file, each under a temporary name and then renamed, the manifest last.

The host must show the key that the operator wrote down; no key is trusted because it was the first one seen.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import socket
from collections.abc import Iterator
from functools import partial
from threading import Timer
from typing import BinaryIO

import paramiko
from paramiko.ssh_exception import IncompatiblePeer

from app.db import Database
from app.errors import Unavailable
from app.exchange.destinations import Destination, address_of
from app.exchange.sending import CHUNK, Answer, Part, Patience, try_until_taken

CONNECT = 10.0
TIMEOUT = 60.0
"""Seconds without an answer after which a connection is given up."""
SLOWEST = 10_000
"""Bytes a second: a host that takes a file more slowly than that is not waited for."""
RSA = ("rsa-sha2-512", "rsa-sha2-256")
OTHER_HOST = "its host key is not the one on file; ask the recipient on another way before you change it"
SAID = {errno.ENOENT: "there is no such folder", errno.EACCES: "permission denied"}

# What goes wrong is told once, in the run table; the library would write a traceback of its own to standard error.
logging.getLogger("paramiko").setLevel(logging.CRITICAL + 1)


class _Refused(Exception):
    """Trying again is no use before somebody has changed something; says what."""


def send_files_by_sftp(
    database: Database, destination: Destination, edition: str, parts: list[Part], patience: Patience
) -> Iterator[str]:
    """Send these files in their order into a folder of the edition's name; yields the name of each that has arrived.

    Raises `Unavailable` when the host is not the one that is pinned, does not let us in, refuses a file, or does not take it
    after all tries. A file that was begun earlier is written anew, so whatever bears a file's name is whole.
    """
    address = address_of(destination, private=database.settings.delivery_private)
    key = _our_key(destination)
    with contextlib.closing(_Connection(destination, address, key)) as connection:
        for part in parts:
            try_until_taken(partial(connection.attempt, edition, part), destination, part, patience)
            yield part.name


def _our_key(destination: Destination) -> paramiko.PKey:
    try:
        return paramiko.PKey.from_path(destination.key_file)
    except (OSError, ValueError, TypeError, paramiko.SSHException, paramiko.UnknownKeyType):
        what = "it must hold a private key without a passphrase"
        raise Unavailable(f"The key file {destination.key_file.name} cannot be used: {what}.") from None


class _Connection:
    """One connection for many files; opened when a file is to be sent, and anew after it broke."""

    def __init__(self, destination: Destination, address: str, key: paramiko.PKey) -> None:
        self._destination = destination
        self._address = address
        self._key = key
        self._transport: paramiko.Transport | None = None
        self._sftp: paramiko.SFTPClient | None = None

    def close(self) -> None:
        """Hang up; the next file connects again."""
        if self._transport is not None:
            self._transport.close()
        self._transport = self._sftp = None

    def attempt(self, edition: str, part: Part) -> Answer:
        """Try once to bring this file to its place."""
        size = part.path.stat().st_size
        with part.path.open("rb") as file:
            try:
                sftp = self._sftp or self._opened()
                with self._no_longer_than(TIMEOUT + size / SLOWEST):
                    _put(sftp, self._destination.path, edition, part, file, size)
            except _Refused as problem:
                self.close()
                return str(problem), None
            except (OSError, EOFError, paramiko.SSHException) as problem:
                if isinstance(problem, OSError) and self._has_answered(problem):
                    return _in_words(problem), None
                self.close()
                return f"the connection failed ({type(problem).__name__})", 0.0
        return None, None

    def _has_answered(self, problem: OSError) -> bool:
        """Whether this is the host's word, which will not change by itself, and not a break of the connection."""
        channel = self._sftp.get_channel() if self._sftp else None
        is_there = bool(self._transport and self._transport.is_active() and channel and not channel.closed)
        return is_there and not isinstance(problem, TimeoutError)

    def _opened(self) -> paramiko.SFTPClient:
        line = socket.create_connection((self._address, self._destination.port), timeout=CONNECT)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # each piece waits for an answer: none for a full packet
        self._transport = paramiko.Transport(line)
        with self._no_longer_than(TIMEOUT):
            self._meet(self._transport)
            self._sftp = _sftp_over(self._transport)
        return self._sftp

    def _meet(self, transport: paramiko.Transport) -> None:
        """Agree on keys, look whether the host is the one meant, and only then say who we are."""
        pinned = self._destination.host_key
        assert pinned is not None
        transport.get_security_options().key_types = RSA if pinned.kind == "ssh-rsa" else (pinned.kind,)
        try:
            transport.start_client(timeout=TIMEOUT)
        except IncompatiblePeer as problem:
            raise _Refused(OTHER_HOST if "host key" in str(problem) else "it speaks no cipher that is still safe") from None
        if transport.get_remote_server_key().asbytes() != pinned.blob:
            raise _Refused(OTHER_HOST)
        transport.auth_timeout = 2 * TIMEOUT  # the limit around us comes first, and ends the connection
        try:
            transport.auth_publickey(self._destination.user, self._key)
        except paramiko.AuthenticationException:
            if transport.is_active():
                raise _Refused(f"it does not let {self._destination.user} in with our key") from None
            raise
        if not transport.is_authenticated():
            raise _Refused("it asks for more than a key")

    @contextlib.contextmanager
    def _no_longer_than(self, seconds: float) -> Iterator[None]:
        """Hang up from beside when this takes longer: some waits of the library have no end of their own."""
        transport = self._transport
        assert transport is not None
        limit = Timer(seconds, transport.close)
        limit.daemon = True
        limit.start()
        try:
            yield
        finally:
            limit.cancel()


def _sftp_over(transport: paramiko.Transport) -> paramiko.SFTPClient:
    channel = transport.open_session(timeout=TIMEOUT)
    channel.settimeout(TIMEOUT)
    try:
        channel.invoke_subsystem("sftp")
    except paramiko.SSHException:
        if transport.is_active():
            raise _Refused("it does not offer SFTP") from None
        raise
    return paramiko.SFTPClient(channel)


def _put(sftp: paramiko.SFTPClient, folder: str, edition: str, part: Part, file: BinaryIO, size: int) -> None:
    if not part.is_beside:
        folder = f"{folder}/{edition}"
        _make_folder(sftp, folder)
    unfinished = f"{folder}/.{part.name}.part"
    try:
        with sftp.open(unfinished, "wb") as remote:
            # Each piece waits for its answer: the library's faster ways lose answers, and so a piece that was not taken.
            while piece := file.read(CHUNK):
                remote.write(piece)
        if sftp.stat(unfinished).st_size != size:
            raise _Refused("what arrived is not as long as what was sent; its disk may be full")
    except (OSError, _Refused):
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            sftp.remove(unfinished)  # what is half there would fill its disk even more
        raise
    _rename(sftp, unfinished, f"{folder}/{part.name}")


def _make_folder(sftp: paramiko.SFTPClient, folder: str) -> None:
    try:
        sftp.stat(folder)
    except FileNotFoundError:
        sftp.mkdir(folder)


def _rename(sftp: paramiko.SFTPClient, unfinished: str, final: str) -> None:
    try:
        sftp.posix_rename(unfinished, final)
    except PermissionError:
        raise
    except OSError:
        # Not every server knows this extension of OpenSSH's, and a plain rename takes no name that is in use.
        with contextlib.suppress(FileNotFoundError):
            sftp.remove(final)
        sftp.rename(unfinished, final)


def _in_words(problem: OSError) -> str:
    """What the host answered, in our words where it has a code, else its own without anything that could act on a terminal."""
    if problem.errno in SAID:
        return SAID[problem.errno]
    own = "".join(letter for letter in str(problem) if letter.isprintable())[:100].rstrip(".")
    return f"it answers {own}" if own else "it answers with a failure"
