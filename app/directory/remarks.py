"""What a person says beside a change, as others will read it in proposals, histories and mails."""

from __future__ import annotations

from app.errors import FieldError, Invalid
from app.reference.text import plain

LONGEST = 500


def remark(field: str, text: str | None) -> str | None:
    """The text without blanks around it, none where it is empty. Raises `Invalid` naming `field` for what deceives the eye

    (bidi overrides, invisible characters) and for more than 500 characters.
    """
    try:
        said = plain((text or "").strip()) or None
    except ValueError as problem:
        raise Invalid("Nothing was changed.", errors=(FieldError(field, str(problem)),)) from None
    if said and len(said) > LONGEST:
        raise Invalid("Nothing was changed.", errors=(FieldError(field, f"at most {LONGEST} characters"),))
    return said
