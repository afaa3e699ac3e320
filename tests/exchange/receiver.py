"""A recipient's HTTPS server on the loopback: keeps what it is given, and answers as it is told to."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Receiver:
    """What arrived, by path and in order; `answers` are the next statuses (then 201), a text among them is a `Location`."""

    url: str = ""
    host: str = ""
    certificate: Path = Path()
    arrived: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    location: str = "https://elsewhere.example/"

    def names(self) -> list[str]:
        """Last parts of the paths that arrived, in order."""
        return [path.rpartition("/")[2] for _, path, _ in self.arrived]


@contextmanager
def receiving(folder: Path, name: str = "localhost") -> Iterator[Receiver]:
    """A server whose certificate is for `name`; runs until the end of the block."""
    made = Receiver()
    made.certificate, key = _certificate(folder, name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    made.host = f"localhost:{server.server_address[1]}"
    made.url = f"https://{made.host}/in"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.answers.pop(0) if receiver.answers else 201
            receiver.arrived.append((self.command, self.path, dict(self.headers)))
            if status == 201:
                receiver.files[self.headers["Content-Disposition"].partition('"')[2].rstrip('"')] = body
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", receiver.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_PUT

        def log_message(self, *_: Any) -> None:
            return

    return Handler


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    day = dt.datetime(2020, 1, 1)  # noqa: DTZ001 - the library takes UTC without a zone
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(day)
        .not_valid_after(day.replace(year=2120))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "receiver.pem", folder / "receiver.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, secret


def tell(folder: Path, code: str, **said: Any) -> None:
    """Write the recipient's delivery file."""
    place = folder / "recipients"
    place.mkdir(exist_ok=True)
    (place / f"{code}.delivery.json").write_text(json.dumps(said))
