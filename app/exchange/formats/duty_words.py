"""The fixed texts of a duty sheet, in English; the doors translate them."""

from __future__ import annotations

from collections.abc import Callable

Translate = Callable[[str], str]

PRINTED_FOR = "Printed for:"
PRINTED_ON = "Printed on:"
USE_UNTIL = "Do not use after:"
OUR_CLOCK = "Our clock:"
DESTROY = "Destroy it then. Do not copy it, do not photograph it. Scan the code of a line before you rely on it."
THERE = "There:"
HERE = "Here:"
DAY_AND_NIGHT = "open day and night"
NO_HOURS = "hours not stated"
SAME_TIME = "same time as here"
CLOCKS = "12:00 there = {time} here"
CLOCKS_FROM = "from {day}: {time} here"
EXTENSION = "ext. {digits}"
CONFIRMED = "confirmed {day}"
NEVER_CONFIRMED = "never confirmed"
