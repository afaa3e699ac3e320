"""The five ways in which a deed can refuse; raised where they are found, answered in one handler in `main`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one field: `field` as the sender wrote it (`channels.0.value`), `reason` in plain words."""

    field: str
    reason: str


class Refusal(Exception):
    """Base of all refusals: `detail` is a sentence that a person can act on."""

    status = 400
    title = "Refused"

    def __init__(self, detail: str, *, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors


class NotSignedIn(Refusal):
    """Nobody is signed in, or the session has ended."""

    status = 401
    title = "Sign in first"


class Denied(Refusal):
    """The policy says no. `rule` is the permission that was asked for."""

    status = 403
    title = "Not allowed"

    def __init__(self, detail: str, *, rule: str = "", entry: str = "") -> None:
        super().__init__(detail)
        self.rule = rule
        self.entry = entry


class NotFound(Refusal):
    """There is no such thing, or this reader may not know of it: the answer is the same."""

    status = 404
    title = "Not found"

    def __init__(self, detail: str = "There is nothing here that you may see.", *, rule: str = "", entry: str = "") -> None:
        super().__init__(detail)
        self.rule = rule
        self.entry = entry


class Gone(Refusal):
    """It was there and is not given any more; the sentence says why and what to take instead (RFC 9110, 15.5.11)."""

    status = 410
    title = "Not given any more"


class Stale(Refusal):
    """A change came without the version that it changes (RFC 6585)."""

    status = 428
    title = "Say which version you change"


class Conflict(Refusal):
    """Somebody else changed it meanwhile (`If-Match` failed), or it exists already."""

    status = 412
    title = "Changed meanwhile"


class TooLarge(Refusal):
    """More was sent than the service takes; it was not read."""

    status = 413
    title = "Too large"


class Invalid(Refusal):
    """The input breaks a rule; `errors` names each field."""

    status = 422
    title = "Please correct the marked fields"


class TooMany(Refusal):
    """A limit was reached; `retry_after` seconds until it makes sense to try again."""

    status = 429
    title = "Too many attempts"

    def __init__(self, detail: str, *, retry_after: int = 60) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(Refusal):
    """The database or the audit trail cannot be written: no record, no data."""

    status = 503
    title = "Not available at the moment"
