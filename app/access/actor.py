"""Who acts: the facts about a person, a key or a job that the policy asks for, read anew at every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

ROLES = ("officer", "focal_point", "coordinator", "administrator", "auditor", "recipient", "listed_post", "operator")


@dataclass(frozen=True)
class Actor:
    """One who acts. `entry` is the authority the account belongs to; `region` (M49) or `network` a coordinator's scope.

    `admitted` says whether users of the account's State may read at all; `method` how it came in: `password`, `totp`,
    `api_key`, `command_line` or `job`. `factor_at` is the instant of the last second factor of this session. A deputy who acts
    for a focal point has that one's role and scope: `acting_for` is the focal point's account, `acting_name` its name, `only`
    the names of the permissions that were delegated; the rest is the deputy's own. `zone` and `hours` (JSON text) are those
    that the person has set for itself; they give no right.
    """

    id: str
    email: str
    name: str
    role: str
    state: str | None = None
    entry: str | None = None
    region: str | None = None
    network: str | None = None
    recipient: str | None = None
    ceiling: str | None = None
    admitted: bool = True
    method: str = "password"
    factor_at: datetime | None = None
    fresh_for: timedelta = timedelta(minutes=5)
    change_factor: str = "webauthn"
    session: str = ""
    source: str = ""
    request: str = ""
    acting_for: str = ""
    acting_name: str = ""
    only: frozenset[str] | None = None
    zone: str | None = None
    hours: str | None = None

    def has_fresh_factor(self, now: datetime) -> bool:
        """Whether a second factor was shown so recently that it still counts (5 minutes unless set otherwise)."""
        return self.factor_at is not None and timedelta(0) <= now - self.factor_at <= self.fresh_for

    @property
    def is_key(self) -> bool:
        """Keys can never do what needs a fresh second factor."""
        return self.method == "api_key"


def operator(request: str = "") -> Actor:
    """The person at the machine's command line: imports, migrates, runs jobs; reads no contact."""
    return Actor(
        id="operator",
        email="operator",
        name="Operator at the command line",
        role="operator",
        method="command_line",
        request=request,
    )
