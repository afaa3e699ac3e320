"""The settings of an installation as an administrator sees them: what is no secret; of the rest only whether it is set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from sqlmodel import Session

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.installation import change_factor, fact, reader_states
from app.db import settings_of

SHOWN = frozenset(
    {
        *("base_url", "mail_from", "oidc_issuer", "trusted_proxies", "log_format", "reader_states", "change_factor"),
        "delivery_hosts",
    }
)
"""Texts that tell no secret. A text that is not on this list is told as set or not set: a new setting is hidden until it is put
here."""


@dataclass(frozen=True)
class SettingSeen:
    """One setting: `name` as in the environment, `says` what it is for. `value` is none where it is not told."""

    name: str
    says: str
    value: str | None
    is_set: bool
    is_default: bool


@dataclass(frozen=True)
class InstallationSeen:
    """What holds for the installation: of how many States users may read, what a change needs, since when it stands."""

    reader_states: int
    change_factor: str
    installed_at: str | None
    database: str
    settings: tuple[SettingSeen, ...]


def installation_seen(session: Session, *, reader: Actor) -> InstallationSeen:
    """The installation and every setting, in the order of the README. Raises `Denied`."""
    require(reader, Permission.SETTINGS_READ)
    settings = settings_of(session)
    return InstallationSeen(
        reader_states=len(reader_states(session)),
        change_factor=change_factor(session),
        installed_at=fact(session, "installed_at"),
        database=settings.database_url.partition(":")[0].partition("+")[0],
        settings=tuple(_seen(settings)),
    )


def _seen(settings: BaseModel) -> Sequence[SettingSeen]:
    found = []
    for name, field in type(settings).model_fields.items():
        value, default = getattr(settings, name), field.get_default()
        # Numbers of the policy are no secret; texts and paths may hold one.
        told = isinstance(value, bool | int) or (name in SHOWN and value is not None)
        found.append(
            SettingSeen(
                name=f"DIRECTORY_{name.upper()}",
                says=field.description or "",
                value=str(value) if told else None,
                is_set=value not in (None, ""),
                is_default=value == default,
            )
        )
    return found
