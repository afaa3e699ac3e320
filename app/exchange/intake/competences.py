"""Competences as lists say them: functions by their words in six languages, instruments by the article beside them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from app.directory import vocabulary
from app.reference.text import folded

_PREFERRED = ("UNTOC", "SOM", "TIP", "FIREARMS", "UNCAC", "UN1988", "BUDAPEST")


def function_named(text: str) -> str | None:
    """The code of a function, from its code or from its label in one of the six languages; None where there is none."""
    return _functions().get(folded(text))


def instrument_of(article: str) -> str | None:
    """The instrument that has this article, the Convention before its Protocols; None where there is none."""
    return next((one for one in _PREFERRED if article and vocabulary.is_code("instrument_article", f"{one}:{article}")), None)


@cache
def _functions() -> Mapping[str, str]:
    terms = vocabulary.lists()["function"]
    return {folded(text): term.code for term in terms for text in (term.code, *term.labels.values())}
