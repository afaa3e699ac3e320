"""Turns a template and what it shows into a page: one environment a language, strict about names, escaping everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from importlib import resources
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.access.actor import Actor
from app.access.policy import why_not
from app.access.roles import Permission
from app.accounts.installation import is_demo
from app.clock import now
from app.db import reading
from app.directory import vocabulary
from app.directory.cards import display_name
from app.directory.own_language import text_for
from app.errors import FieldError, Refusal
from app.lookup.shared_hours import my_hours, shared_minutes
from app.reference import groups, languages, networks, regions, states, treaties
from app.web import clocks, duty_picks, glossary, i18n, purpose, static_files, words
from app.web.deps import database_of, is_secure
from app.web.packing import packer_for

TEMPLATES = resources.files("app.web").joinpath("templates")


@dataclass(frozen=True)
class Frame:
    """What every template knows as `page`. `zone` is the reader's own: the one it has set, else that of its State's capital.

    `picks` are the entries chosen for a duty sheet.
    """

    actor: Actor | None
    language: str
    direction: str
    is_demo: bool
    path: str
    query: str
    at: datetime
    zone: str
    statement: purpose.Statement
    picks: tuple[str, ...] = ()

    def why_not(self, permission: str) -> str | None:
        """Why the reader may not do something anywhere; none when it may. For links and greyed buttons."""
        return "Sign in first." if self.actor is None else why_not(self.actor, Permission[permission])

    def may(self, permission: str) -> bool:
        """Whether the reader may do something somewhere."""
        return self.why_not(permission) is None

    def in_language(self, language: str) -> str:
        """The address of this page in another language."""
        return f"{self.path}?{urlencode([*_without(self.query, 'lang'), ('lang', language)])}"


def _without(query: str, name: str) -> Iterable[tuple[str, str]]:
    return [(key, value) for key, value in parse_qsl(query, keep_blank_values=True) if key != name]


def frame_of(request: Request) -> Frame:
    """The frame of the page that answers this request."""
    actor: Actor | None = getattr(request.state, "actor", None)
    language = i18n.language_of(request)
    zone = my_hours(actor, actor.state).zone if actor else None
    return Frame(
        actor=actor,
        language=language,
        direction=i18n.direction(language),
        is_demo=_is_demo(request),
        path=request.url.path,
        query=request.url.query,
        at=now(),
        zone=zone or "UTC",
        statement=purpose.statement_of(request, actor),
        picks=tuple(duty_picks.picks_of(request, actor)),
    )


def _is_demo(request: Request) -> bool:
    known: bool | None = getattr(request.state, "is_demo", None)
    if known is not None:
        return known
    try:
        with reading(database_of(request)) as session:
            return is_demo(session)
    except Refusal:  # the error page must come even when the database does not
        return False


def render(request: Request, template: str, /, *, status: int = 200, compressed: bool = False, **shown: Any) -> HTMLResponse:
    """The template as a page in the reader's language. `shown` are its names; `page` is the frame. Keeps a chosen language.

    `compressed` is for pages without contacts or secrets: they are compressed for whoever asks (`packing.packer_for`).
    """
    frame = frame_of(request)
    content = environment(frame.language).get_template(template).render(page=frame, **shown).encode()
    packer = packer_for(request, is_open=compressed)
    response = HTMLResponse(packer[1](content) if packer else content, status)
    if packer:
        response.headers["Content-Encoding"] = packer[0]
    response.headers["Content-Language"] = frame.language
    response.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie, HX-Request, Sec-Fetch-Site"
    # Under the stricter `no-referrer` browsers send `Origin: null` with our own forms, and old ones send nothing else.
    response.headers["Referrer-Policy"] = "same-origin"
    if request.query_params.get("lang") == frame.language:
        secure = is_secure(request)
        response.set_cookie(i18n.COOKIE, frame.language, max_age=365 * 86400, httponly=True, secure=secure, samesite="lax")
    return response


def is_fragment(request: Request) -> bool:
    """Whether htmx asks for a part of the page; going back in the browser's history wants it whole."""
    return "hx-request" in request.headers and "hx-history-restore-request" not in request.headers


# --- the environment --------------------------------------------------------------------------------------------


@cache
def environment(language: str) -> Environment:
    """Jinja2 for one language: autoescape, undefined names are errors, texts through gettext, names of things as filters."""
    made = Environment(
        loader=FileSystemLoader(str(TEMPLATES)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else every page asks the disk for the age of each of its templates
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    translations = i18n.catalogue(language, i18n.LOCALES)
    made.install_gettext_callables(translations.ugettext, translations.ungettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(_filters(language))
    made.globals.update(
        asset=static_files.address,
        own_names=i18n.own_names(i18n.LOCALES),
        lists=vocabulary.lists,
        glossary=glossary.WORDS,
        direction=i18n.direction,
        error_of=error_of,
        comma=i18n.COMMAS.get(language, ", "),
        permission_says=words.permission_says,
        opening=clocks.open_now,
        shared_minutes=shared_minutes,
        my_hours=my_hours,
        open_or_closed=clocks.open_or_closed,
        weeks=clocks.weeks,
        dates_ahead=clocks.dates_ahead,
        with_query=lambda asked, **more: urlencode({**asked, **more}),
        options_of=lambda list_name: [(t.code, t.label(language)) for t in vocabulary.lists()[list_name]],
    )
    return made


def _filters(language: str) -> dict[str, Any]:
    """Codes, days and numbers as the reader of this language says them."""
    return {
        "label": lambda code, list_name: vocabulary.label(list_name, code, language) if code else "",
        "state_name": lambda code: states.state(code).name(language),
        "region_name": lambda code: regions.region(code).name(language),
        "group_name": lambda code: groups.group(code).name(language),
        "network_name": lambda code: networks.network(code).name(language),
        "instrument_name": lambda code: _instrument(code, language),
        "language_name": lambda tag: languages.language_name(tag, language),
        "own_text": lambda part, name: text_for(part, name, language),
        "name_in": lambda names, wanted=language: name_in(names, wanted),
        "translated": partial(words.said_in, language),
        "role_name": lambda role: words.role_name(role, language),
        "method_name": lambda method: words.method_name(method, language),
        "scope_name": lambda scope: words.scope_name(scope, language),
        "month_day": lambda pair: i18n.month_day(pair, language),
        "day": lambda value: i18n.day(value, language),
        "instant": lambda value, zone="UTC": i18n.instant(value, language, zone),
        "ago": lambda value, at: i18n.ago(value, at, language),
        "since": lambda value, at: i18n.since(value, at, language),
        "span": lambda length: i18n.span(length, language),
        "number": lambda value: i18n.number(value, language),
        "weekday": lambda value, width="abbreviated": i18n.weekday(value, language, width),
    }


def _instrument(code: str, language: str) -> str:
    known = {each.code: each for each in treaties.instruments()}
    return known[code].name(language) if code in known else vocabulary.label("instrument", code, language)


def name_in(names: list[dict[str, Any]], language: str) -> dict[str, Any]:
    """The name to show in a language, with its own language: `{text, language}`; a text of an unknown language has none."""
    text = display_name(names, language)
    return next((n for n in names if n["text"] == text), {"text": text, "language": None})


def error_of(errors: Iterable[FieldError], name: str) -> str | None:
    """What is wrong with the field of this name, for the macros of `_forms.html`."""
    return "; ".join(each.reason for each in errors if each.field == name) or None
