"""Each page of a keeper and of an auditor, by the rules of accessibility, on a phone and at a desk, in both directions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Opens
from tests.browser.served import DESK, PHONE
from tests.web.kept import INTERPRETER, LIAISON, NGO, PROSECUTOR, edit_form, entry, saved
from tests.web.registry import COAST_GUARD, Registry

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]

LOOKS = pytest.mark.parametrize(
    "look",
    [{"size": PHONE, "dark": True}, {"size": DESK}, {"size": PHONE, "language": "ar"}],
    ids=["phone-dark", "desk", "phone-arabic"],
)


@LOOKS
def test_no_page_of_a_keeper_breaks_a_rule(registry: Registry, visit: Opens, look: dict[str, Any]) -> None:
    for name in ("focal.it", "focal2.it", "coordinator", "auditor"):
        registry.token(name)
    forms = (COAST_GUARD, LIAISON, PROSECUTOR, NGO, INTERPRETER)
    ids = [registry.published(form) for form in forms]
    draft = registry.draft(marking=None)
    keeper = registry.browser("focal.it")
    changed = {**edit_form(keeper, ids[0]), "channels.0.value": ["+442079460000"]}
    proposal = saved(keeper, ids[0], changed).headers["location"].partition("?")[0]
    others = [registry.draft(names=[{"text": f"Office {n}, example", "language": "en", "role": "preferred"}]) for n in (1, 2)]
    proposed_set = keeper.post("/proposal-sets", data={"entries": others}).headers["location"].partition("?")[0]
    channel = entry(keeper, ids[0])["channels"][1]["id"]
    pages = {
        "focal.it": [
            *("/my-entries?done=saved", "/entries/new", "/proposals", proposal, f"/entries/{draft}/publish"),
            *(f"/entries/{entry_id}/edit" for entry_id in ids),
            *(f"/entries/{ids[0]}/{part}" for part in ("history", "disclosures", "hide", "withdraw", "report", "holder")),
            *(f"/entries/{ids[0]}/channels/{channel}/hide", "/problems", "/reports", "/coverage", "/drills"),
            *("/accounts", "/delegations", "/domains", "/invitations", "/invitations/new", "/imports"),
        ],
        "focal2.it": ["/my-entries", proposal, proposed_set],
        "coordinator": ["/my-entries", "/coverage?region=150", "/drills", "/invitations", "/domains", "/entries/new"],
        "auditor": ["/trail", "/trail?kind=nonsense", "/trail/chain"],
    }
    faults = {}
    for name, paths in pages.items():
        visitor = visit(name, **look)
        for path in paths:
            visitor.go(path)
            faults[path] = [*visitor.faults(), *([f"{visitor.overflow()} px too wide"] if visitor.overflow() > 0 else [])]
    assert {path: found for path, found in faults.items() if found} == {}


def test_a_form_full_of_faults_breaks_no_rule(registry: Registry, visit: Opens) -> None:
    entry_id = registry.published()
    visitor = visit("focal.it", size=PHONE)
    page = visitor.go(f"/entries/{entry_id}/edit")
    for label, text in (("Number or address", "x"), ("Hours and exceptions", "never"), ("Article", "99"), ("Homepage", "ftp:x")):
        page.get_by_label(label).first.fill(text)
    page.get_by_role("button", name="Save").first.click()
    page.get_by_role("alert").wait_for()
    assert visitor.faults() == [] and visitor.overflow() <= 0
