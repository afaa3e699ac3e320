"""The recall pages: choose a contact and a window, then see who had it."""

from __future__ import annotations

from tests.web.filled_form import form_in
from tests.web.registry import Registry


def test_a_keeper_recalls_a_contact_and_sees_states_and_purposes_but_no_person(registry: Registry) -> None:
    entry_id = registry.published()
    officer, keeper = registry.browser("officer.ke"), registry.browser("focal.it")
    officer.post("/purpose", data={"purpose": "rescue_at_sea", "pending": "yes", "next": "/"})
    assert officer.get(f"/entries/{entry_id}").status_code == 200
    assert f"/entries/{entry_id}/recall" in keeper.get(f"/entries/{entry_id}/disclosures").text
    page = keeper.get(f"/entries/{entry_id}/recall").text
    assert "+39 *** *01" in page
    sent = form_in(page, f"/entries/{entry_id}/recall")
    channel = page.partition('<option value="')[2].partition('<option value="')[2].partition('"')[0]
    later = {**sent, "channel": channel, "reason": "It rang at a private house.", "until": sent["until"]}
    wrong = keeper.post(f"/entries/{entry_id}/recall", data={**later, "reason": "call +39 00 0000 0002"})
    assert wrong.status_code == 422
    assert "leave numbers and mailboxes out" in wrong.text
    made = keeper.post(f"/entries/{entry_id}/recall", data=later)
    assert made.status_code == 303
    told = keeper.get(made.headers["location"]).text
    assert "It rang at a private house." in told
    assert "officer.ke" not in told


def test_who_does_not_keep_the_entry_sees_no_recall_page(registry: Registry) -> None:
    entry_id = registry.published()
    for who in ("officer.ke", "focal.tn"):
        assert registry.browser(who).get(f"/entries/{entry_id}/recall").status_code == 403
    assert registry.browser("focal.it").get("/entries/no-such/recall").status_code == 404
