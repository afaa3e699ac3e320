"""A registry in which every page has something to show, and for each page who opens it at which address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlmodel import select

from app.access.actor import operator
from app.accounts.batches import invite_batch
from app.accounts.delegations import give_delegation
from app.accounts.domains import propose_domain, record_domain
from app.accounts.forms import AccountForm
from app.accounts.invitations import invite
from app.accounts.links import make_link
from app.accounts.membership import add_account, suspend_account
from app.accounts.sign_in import open_session
from app.audit.trail import record
from app.clock import now
from app.db import reading, writing
from app.directory.confirmation import LINK
from app.directory.drills import start_due_drills
from app.lookup.office_hours import open_by
from app.outbox.models import Letter
from tests.cast import PASSWORD, mailbox
from tests.web.filled_form import form_in
from tests.web.kept import INTERPRETER, LIAISON, NGO, PROSECUTOR, edit_form, entry, saved
from tests.web.registry import COAST_GUARD, Registry

OFFICER, KEEPER, COLLEAGUE, COORDINATOR = "officer.ke", "focal.it", "focal2.it", "coordinator"
ADMINISTRATOR, AUDITOR, RECIPIENT, STRANGER = "administrator", "auditor", "recipient", None
DEPUTY = "focal3.it"
OFFICES = 8
SHEET = (
    b"kind,state,name_en,telephone,tlp\nauthority,IT,Coast Guard of Example,+390000000041,TLP:GREEN\nauthority,IT,<b>Unit,x,RED\n"
)

Pages = dict[str, list[tuple[str | None, str]]]


@dataclass
class Filled:
    """The registry, where it is served, and the pages: path of the route -> (who opens it, address)."""

    registry: Registry
    origin: str
    pages: Pages = field(default_factory=dict)
    entry: str = ""
    amber: str = ""

    def by_visitor(self) -> Iterator[tuple[str | None, list[str]]]:
        """Each visitor with all addresses that they open."""
        everything = [each for opened in self.pages.values() for each in opened]
        for who in dict.fromkeys(who for who, _ in everything):
            yield who, [path for name, path in everything if name == who]


def add_accounts(registry: Registry) -> None:
    """A portal, and a third keeper of Italy as deputy, whom the cast of the page tests lacks."""
    portal = AccountForm(email=mailbox(RECIPIENT), name="Example portal", role="recipient", recipient="sherloc")
    third = AccountForm(email=mailbox(DEPUTY), name="Example deputy", role="focal_point", state="IT")
    with writing(registry.database) as session:
        for form in (portal, third):
            add_account(session, form, PASSWORD, by=operator(), since=now() - timedelta(days=90))
    for name in (RECIPIENT, DEPUTY):
        registry.tokens[name] = open_session(registry.database, email=mailbox(name), password=PASSWORD).token


def letter(registry: Registry, path: str) -> str:
    """The first link to this path in any letter."""
    with reading(registry.database) as session:
        bodies = [each.body for each in session.exec(select(Letter))]
    return next(found[0] for body in bodies if (found := re.search(rf"{path}\?\w+=\S+", body)))


def furnish(registry: Registry, origin: str) -> Filled:
    """Something of everything: entries of all kinds, proposals, sets, files, tests, reports, people and links."""
    add_accounts(registry)
    for name in (KEEPER, COLLEAGUE, COORDINATOR, ADMINISTRATOR, AUDITOR):
        registry.token(name)
    made = Filled(registry, origin)
    ids = [registry.published(form) for form in (COAST_GUARD, LIAISON, PROSECUTOR, NGO, INTERPRETER)]
    for number in range(OFFICES):
        registry.published(names=[{"text": f"Operations centre {number}, example", "language": "en", "role": "preferred"}])
    made.entry, made.amber = ids[0], registry.published(marking="TLP:AMBER")
    _look_ups(made)
    _entries(made, ids)
    _changes(made, ids[0])
    _people(made)
    _links(made)
    return made


def _look_ups(made: Filled) -> None:
    pages = made.pages
    pages["/"] = [(OFFICER, "/"), (STRANGER, "/"), (KEEPER, "/")]
    pages["/sign-in"] = [(STRANGER, "/sign-in")]
    pages["/about"] = [(STRANGER, "/about"), (RECIPIENT, "/about")]
    answers = ("state=IT&function=som_by_sea&language=fr&urgent=yes", "state=TN&function=mla", "function=nonsense")
    pages["/counterparts"] = [(OFFICER, "/counterparts"), *((OFFICER, f"/counterparts?{asked}") for asked in answers)]
    pages["/route"] = [(OFFICER, "/route"), (OFFICER, "/route?origin=TN&destination=IT&function=som_by_sea")]
    pages["/lookup"] = [(OFFICER, "/lookup"), (OFFICER, "/lookup?state=IT&open_now="), (OFFICER, "/lookup?state=TN&language=so")]
    pages["/regions/{code}"] = [(OFFICER, "/regions/150"), (OFFICER, "/regions/african")]
    pages["/states/{code}"] = [(OFFICER, "/states/IT"), (OFFICER, "/states/TN")]
    pages["/call-references"] = [(OFFICER, "/call-references"), (STRANGER, "/call-references")]
    for path in ("/counterparts/order", "/reverse", "/regions", "/policy", "/account/second-factor", "/account/acts", "/reports"):
        pages[path] = [(OFFICER, path)]
    pages["/regions"] += [(OFFICER, "/regions?colour=freshness"), (OFFICER, "/regions?view=table")]
    pages["/guide"] = [(who, "/guide") for who in (OFFICER, KEEPER, COORDINATOR, ADMINISTRATOR, AUDITOR, RECIPIENT)]
    pages["/address-books"] = [(OFFICER, "/address-books")]
    pages["/account/hours"] = [(who, "/account/hours") for who in (OFFICER, ADMINISTRATOR)]
    pages["/account"] = [(who, "/account") for who in (OFFICER, RECIPIENT, ADMINISTRATOR, AUDITOR)]


def _entries(made: Filled, ids: list[str]) -> None:
    pages, first, browser = made.pages, made.entry, made.registry.browser(OFFICER)
    browser.post(f"/entries/{first}/report", data={"kind": "wrong_number", "note": "It rings at a bakery."})
    channel = entry(made.registry.browser(KEEPER), first)["channels"][1]["id"]
    pages["/entries/{entry_id}"] = [(OFFICER, f"/entries/{each}") for each in (first, made.amber, "nowhere")]
    pages["/entries/{entry_id}"] += [(KEEPER, f"/entries/{each}") for each in ids]
    pages["/entries/{entry_id}/edit"] = [(KEEPER, f"/entries/{each}/edit") for each in ids]
    pages["/entries/{entry_id}/report"] = [(OFFICER, f"/entries/{first}/report")]
    for part in ("withdraw", "hide", "holder", "history", "disclosures", "preview", "recall"):
        pages[f"/entries/{{entry_id}}/{part}"] = [(KEEPER, f"/entries/{first}/{part}")]
    pages["/entries/{entry_id}/channels/{channel_id}/hide"] = [(KEEPER, f"/entries/{first}/channels/{channel}/hide")]
    pages["/at-once"] = [(ADMINISTRATOR, "/at-once?done=yes"), (ADMINISTRATOR, f"/at-once?entry={first}")]
    pages["/entries/new"] = [(KEEPER, "/entries/new"), (COORDINATOR, "/entries/new")]
    draft = made.registry.draft(marking=None)
    pages["/entries/{entry_id}/publish"] = [(KEEPER, f"/entries/{draft}/publish")]
    pages["/my-entries"] = [(KEEPER, "/my-entries?done=saved"), (COLLEAGUE, "/my-entries"), (COORDINATOR, "/my-entries")]
    pages["/coverage"] = [(KEEPER, "/coverage"), (COORDINATOR, "/coverage?region=150")]
    for path in ("/problems", "/imports", "/duplicates"):
        pages[path] = [(KEEPER, path)]
    pages["/language-hours"] = [(COORDINATOR, "/language-hours"), (COORDINATOR, "/language-hours?language=fr&region=150")]
    pages["/onboarding"] = [(COORDINATOR, "/onboarding")]
    pages["/settings"], pages["/deliveries"] = [(ADMINISTRATOR, "/settings")], [(ADMINISTRATOR, "/deliveries")]
    pages["/drift"], pages["/editions"] = [(RECIPIENT, "/drift")], [(RECIPIENT, "/editions")]
    pages["/trail"] = [(AUDITOR, "/trail"), (AUDITOR, "/trail?kind=nonsense")]
    pages["/trail/chain"] = [(AUDITOR, "/trail/chain")]


def _changes(made: Filled, entry_id: str) -> None:
    pages, registry = made.pages, made.registry
    keeper, colleague, coordinator = (registry.browser(name) for name in (KEEPER, COLLEAGUE, COORDINATOR))
    officer = registry.browser(OFFICER)
    officer.post("/purpose", data={"purpose": "rescue_at_sea", "pending": "yes", "next": "/"})
    assert officer.get(f"/entries/{entry_id}").status_code == 200
    officer.post("/duty-sheets/picks", data={"entry": entry_id, "next": "/"})
    wish = {"title": "Night shift", "time_zone": "Africa/Nairobi", "purpose": "return"}
    pages["/duty-sheets"] = [(OFFICER, "/duty-sheets")]
    sheet = _where(officer.post("/duty-sheets", data=wish))
    pages["/duty-sheets/{sheet_id}"] = [(OFFICER, sheet)]
    recall = form_in(keeper.get(f"/entries/{entry_id}/recall").text, f"/entries/{entry_id}/recall")
    phone = entry(keeper, entry_id)["channels"][0]["id"]
    recalled = keeper.post(f"/entries/{entry_id}/recall", data={**recall, "channel": phone, "reason": "It rang elsewhere."})
    pages["/entries/{entry_id}/recalls/{recall_id}"] = [(KEEPER, _where(recalled))]
    changed = {**edit_form(keeper, entry_id), "channels.0.value": ["+442079460000"], "why": ["New exchange"]}
    proposal = _where(saved(keeper, entry_id, changed))
    pages["/proposals/{proposal_id}"] = [(KEEPER, proposal), (COLLEAGUE, proposal)]
    pages["/proposals"] = [(KEEPER, "/proposals")]
    drafts = [registry.draft(names=[{"text": f"Office {n}, example", "language": "en", "role": "preferred"}]) for n in (1, 2)]
    pages["/proposal-sets/{set_id}"] = [(COLLEAGUE, _where(keeper.post("/proposal-sets", data={"entries": drafts})))]
    pages["/imports/{upload_id}"] = [(KEEPER, _where(keeper.post("/imports", files={"file": ("list.csv", SHEET)})))]
    drill = _where(coordinator.post("/drills", data={"hours": "24"}))
    with writing(registry.database) as session:
        start_due_drills(session, open_by=open_by, by=operator())
    pages["/drills/{drill_id}"] = [(COORDINATOR, drill), (KEEPER, drill)]
    pages["/drills"] = [(COORDINATOR, "/drills"), (OFFICER, "/drills")]
    pages["/drill"] = [(STRANGER, letter(registry, "/drill"))]
    dead = registry.published(names=[{"text": "Dead line, example", "language": "en", "role": "preferred"}])
    path = _where(saved(keeper, dead, {**edit_form(keeper, dead), "channels.0.value": ["+390000000002"]}))
    colleague.post(f"{path}/approve", data={"called_back_on": "+390000000001"})
    mailbox_id = next(c["id"] for c in entry(keeper, dead)["channels"] if c["value"] == "ops@coastguard.example")
    keeper.post(f"{path}/mailboxes", data={"channel": mailbox_id})
    pages["/replacements"] = [(STRANGER, letter(registry, "/replacements")), (STRANGER, "/replacements?link=x")]


def _where(answer: object) -> str:
    """Where a change led to, without the word about what was done."""
    location: str = answer.headers["location"]
    return location.partition("?")[0]


def _people(made: Filled) -> None:
    registry, pages = made.registry, made.pages
    by = replace(registry.actor(KEEPER), factor_at=now())
    with writing(registry.database) as session:
        record_domain(session, "interior.example", state="IT", reason="letterhead", by=operator())
        away = AccountForm(email="away@interior.example", name="Example Away", role="officer", state="IT")
        gone = add_account(session, away, PASSWORD, by=operator(), since=now() - timedelta(days=100))
    with writing(registry.database) as session:
        propose_domain(session, "1nterior.example", reason="new mail system", by=by)
        new = AccountForm(email="new@interior.example", name="Example New", role="officer")
        _, token = invite(session, new, by=by)
        batch = invite_batch(session, "email,name\na@interior.example,A One\n", by=by).batch
        give_delegation(session, mailbox(DEPUTY), days=30, by=by)
        suspend_account(session, "away@interior.example", reason="left", by=by)
    pages["/join"] = [(STRANGER, f"/join?token={token}"), (STRANGER, "/join?token=x")]
    pages["/accounts"] = [(COORDINATOR, "/accounts"), (ADMINISTRATOR, "/accounts"), (KEEPER, "/accounts")]
    pages["/accounts/{account_id}"] = [(COORDINATOR, f"/accounts/{gone.id}")]
    pages["/accounts/to-confirm"] = [(KEEPER, "/accounts/to-confirm")]
    pages["/invitations"] = [(KEEPER, "/invitations?closed=yes"), (COORDINATOR, "/invitations")]
    pages["/invitations/new"] = [(KEEPER, "/invitations/new"), (ADMINISTRATOR, "/invitations/new")]
    pages["/invitations/batches/{batch}"] = [(COORDINATOR, f"/invitations/batches/{batch}")]
    pages["/domains"] = [(COORDINATOR, "/domains"), (KEEPER, "/domains")]
    pages["/delegations"] = [(KEEPER, "/delegations"), (DEPUTY, "/delegations")]


def _links(made: Filled) -> None:
    with writing(made.registry.database) as session:
        record(session, "notices:sent", by=operator())
        token = make_link(session, LINK, made.entry, days=14)
    made.pages["/confirm"] = [(STRANGER, f"/confirm?link={token}"), (STRANGER, "/confirm?link=x")]
