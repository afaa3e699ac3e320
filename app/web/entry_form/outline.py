"""Which sections and fields are asked for which entry, in the order of the page."""

from __future__ import annotations

from app.web.entry_form.duties import (
    DESIGNATIONS,
    HOLDER,
    HOLDER_NAMES,
    INTERPRETATION,
    NETWORKS,
    POSTING,
    REQUIREMENTS,
    SERVICES,
)
from app.web.entry_form.fields import Field, Section
from app.web.entry_form.sections import ABOUT, AUDIENCE, CHANNELS, CONSENTS, HOURS, LANGUAGES, MARKING, NAMES, READERS

SECTIONS = (
    *(NAMES, ABOUT, CHANNELS, HOURS, LANGUAGES, DESIGNATIONS, REQUIREMENTS, POSTING, INTERPRETATION, SERVICES),
    *(HOLDER, HOLDER_NAMES, NETWORKS, MARKING, READERS, AUDIENCE, CONSENTS),
)
"""In the order of the page."""

ONLY_ON = {"authority_type": ("authority",), "specialisations": ("prosecutor",), "jurisdiction": ("authority", "prosecutor")}
"""Plain fields that are asked on entries of these kinds only."""


def sections_for(kind: str, keeper: bool) -> tuple[Section, ...]:
    """The sections asked for an entry of this kind, of one who keeps it or only proposes."""
    return tuple(s for s in SECTIONS if (not s.kinds or kind in s.kinds) and (keeper or not s.keeper))


def fields_of(section: Section, kind: str) -> tuple[Field, ...]:
    """The fields of a section that are asked for an entry of this kind."""
    return tuple(f for f in section.fields if section.shape != "plain" or kind in ONLY_ON.get(f.name, (kind,)))


def section_of(key: str) -> Section | None:
    """The section with this key, or none."""
    return next((s for s in SECTIONS if s.key == key), None)
