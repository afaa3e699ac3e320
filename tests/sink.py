"""A real SMTP server on the loopback that keeps what it is given, and refuses what it is told to refuse."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller


@dataclass
class Sink:
    """What arrived, oldest first. `answers` holds the replies to RCPT by mailbox, `to_data` the reply to every message."""

    url: str = ""
    arrived: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    to_data: str = "250 OK"
    connections: int = 0

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.to_data.startswith("250"):
            message = message_from_bytes(envelope.content, policy=default)
            assert [message["To"]] == envelope.rcpt_tos
            self.arrived.append(message)
        return self.to_data

    def to(self, mailbox: str) -> list[str]:
        """The texts that this mailbox received, oldest first."""
        return [text_of(m) for m in self.arrived if m["To"] == mailbox]

    def taken(self) -> list[EmailMessage]:
        """What arrived since this was asked last."""
        found, self.arrived = self.arrived, []
        return found


def text_of(message: EmailMessage) -> str:
    """The text of a message with the line ends that it was written with."""
    return str(message.get_content()).replace("\r\n", "\n")


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A server on a free port, for one test."""
    made = Sink()
    controller = Controller(made, hostname="127.0.0.1", port=_free_port())
    controller.start()
    made.url = f"smtp://127.0.0.1:{controller.port}"
    yield made
    controller.stop()


def _free_port() -> int:
    """A port that nobody listens on at this moment: the server of aiosmtpd cannot choose one itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
