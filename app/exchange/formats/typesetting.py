"""Pages set by typst with the fonts of the machine; what it keeps of a document for the next one is let go."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import typst

_KEPT = 11
"""typst keeps what it has set until so many documents later (comemo's `evict(10)`): the memory of as many booklets."""


def typeset(name: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of a document of this folder, such as `booklet.typ`. The same data give the same bytes with the same fonts."""
    source = resources.files("app.exchange.formats").joinpath(name).read_bytes()
    return bytes(typst.compile(source, font_paths=typst_fonts(), sys_inputs={"data": json.dumps(data)}, format="pdf"))


def forget_pages() -> None:
    """Let go of the memory that the documents set so far still hold; takes about a tenth of a second."""
    for _ in range(_KEPT):
        typst.compile(b"", font_paths=typst_fonts(), format="pdf")


@cache
def typst_fonts() -> Any:
    """The fonts that typst finds on this machine."""
    return typst.Fonts()
