"""More than 500 texts that somebody could write into a name or a note to harm who reads it, and a database full of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path
from typing import Any

RUN = "window.hit=1;alert(1)"
EVENTS = (
    *("abort", "animationend", "animationstart", "auxclick", "beforeinput", "beforetoggle", "blur", "canplay", "change", "click"),
    *("close", "contextmenu", "copy", "cut", "dblclick", "drag", "dragend", "dragover", "dragstart", "drop", "ended", "error"),
    *("focus", "focusin", "focusout", "formdata", "input", "invalid", "keydown", "keyup", "load", "loadend", "loadstart"),
    *("message", "mousedown", "mousemove", "mouseout", "mouseover", "mouseup", "pageshow", "paste", "pause", "play", "playing"),
    *("pointerdown", "pointerenter", "pointermove", "pointerover", "popstate", "progress", "readystatechange", "reset", "resize"),
    *(
        "scroll",
        "scrollend",
        "search",
        "select",
        "selectstart",
        "show",
        "stalled",
        "submit",
        "toggle",
        "touchstart",
        "transitionend",
    ),
    *("unhandledrejection", "unload", "volumechange", "wheel"),
)
TAGS = ("img src=x", "svg", "body", "video src=x", "details open", "input autofocus", "iframe", "marquee")
QUOTES = ("", '"', "'", "`", "\"'>", "-->", "*/", "</script>", "</style>", "</title>", "</textarea>", "]]>")
MARKUP = (
    f"<script>{RUN}</script>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><a xlink:href=javascript:{RUN}><text y=20>x</text></a></svg>",
    f"<math><mtext><img src=x onerror={RUN}></mtext></math>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<a href=javascript:{RUN}>press</a>",
    f"<form action=javascript:{RUN}><button>press</button></form>",
    f"<object data='data:text/html,<script>{RUN}</script>'>",
    f"<embed src='data:image/svg+xml,<svg onload={RUN}>'>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<style>*{display:none}</style>",
    "<img src=https://evil.example/pixel>",
    "<div style='position:fixed;inset:0;background:red'>over</div>",
    "<template><b>x</b></template><slot>",
    "<div hx-get=/account hx-trigger=load>x</div>",
    f'<button hx-on:click="{RUN}">x</button>',
)
TEMPLATES = (
    *("{{ 7 * 7 }}", "{% raw %}", "{# gone #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{config}}", "{{''.__class__.__mro__}}"),
    *("%(count)s", "%s%n%x", "{0}", "{name!r:>10}", "$(id)", "`id`", "=1+1", "@SUM(1)", "+1-1", "-2+3", "&amp;&lt;&#x3c;"),
    *("&#60;script&#62;", "\\u003cscript\\u003e", "%3Cscript%3E", "../../etc/passwd", "'; DROP TABLE entry; --", "' OR 1=1 --"),
)
ADDRESSES = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    f"vbscript:{RUN}",
    "//evil.example/",
    "https://evil.example/\\@good.example",
    "tel:+390000000666",
    "mailto:x@evil.example?bcc=y@evil.example",
)
CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u115f\u3164\u180e"
WORDS = ("Coast Guard", "+39 00 0000 0001", "سلطة خفر السواحل", "משמר החופים", "Coast سلطة 123 Guard")
LONG = ("W", "i", "م", "漢", "👮🏽‍♀️", "Z̴̡̛", "_", "0")
EMOJI = ("👮🏽‍♀️🚤", "🏳️‍🌈", "👨‍👩‍👧‍👦", "🇮🇹🇰🇪🇹🇳", "☎️📞", "\U000e0041\U000e007f", "😀" * 30, "🏴󠁧󠁢󠁥󠁮󠁧󠁿")


def hostile_texts() -> list[str]:
    """Each once, at most 300 characters, in one order."""
    handlers = [f'"><{TAGS[n % len(TAGS)]} on{event}={RUN}>' for n, event in enumerate(EVENTS)]
    attributes = [f"{quote} on{event}={RUN} autofocus x={quote}" for quote in ('"', "'", "`") for event in EVENTS[:40]]
    closings = [f"{quote}{markup}" for quote in QUOTES for markup in (*MARKUP[:9], MARKUP[13])]
    bidi = [f"{control}{word}{control}" for control in CONTROLS for word in WORDS]
    bidi += [f"{word} {control}{word[::-1]}" for control in CONTROLS for word in WORDS]
    hidden = [f"{word[:3]}{sign * 3}{word[3:]}" for sign in INVISIBLE for word in WORDS]
    long = [(each * times)[:300] for each in LONG for times in (40, 150, 300)]
    everything = [*MARKUP, *handlers, *attributes, *closings, *TEMPLATES, *ADDRESSES, *bidi, *hidden, *long, *EMOJI]
    return list(dict.fromkeys(text[:300] for text in everything))


TEXTS = {
    "account": ("name",),
    "channel": ("label",),
    "designation": ("scope_note", "reference"),
    "duty_sheet": ("title",),
    "entry": ("purpose",),
    "entry_version": ("why",),
    "invitation": ("name",),
    "mail_domain": ("reason",),
    "name": ("text",),
    "posting": ("place",),
    "problem": ("note", "answer"),
    "proposal": ("why", "note"),
    "proposal_set": ("title",),
    "recall": ("reason",),
    "seconded_act": ("reason",),
    "service": ("name", "description", "eligibility"),
}
"""Table -> its columns of free text that some page shows."""

DOCUMENTS = {"entry": "shell", "entry_version": "snapshot", "proposal": "changes", "duty_line": "printed"}
"""Table -> its column of JSON that some page shows."""

KEYS = {"text", "purpose", "label", "scope_note", "why", "note", "reason", "description", "eligibility", "place", "title"}


def poison(path: Path, texts: list[str]) -> None:
    """Put hostile texts wherever free text stands, past every form: what comes in some other way must be harmless too."""
    chosen, others = cycle(texts), cycle(reversed(texts))  # what one place hides, another shows
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, columns in TEXTS.items():
            for column in columns:
                for (rowid,) in connection.execute(f"SELECT rowid FROM {table} WHERE {column} IS NOT NULL").fetchall():
                    connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (next(chosen), rowid))
        for table, column in DOCUMENTS.items():
            for rowid, text in connection.execute(f"SELECT rowid, {column} FROM {table} WHERE {column} IS NOT NULL").fetchall():
                changed = json.dumps(_poisoned(json.loads(text), others), ensure_ascii=False)
                connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (changed, rowid))


def _poisoned(value: Any, chosen: Iterator[str]) -> Any:
    if isinstance(value, dict):
        return {
            key: next(chosen) if key in KEYS and isinstance(text, str) and text else _poisoned(text, chosen)
            for key, text in value.items()
        }
    return [_poisoned(each, chosen) for each in value] if isinstance(value, list) else value
