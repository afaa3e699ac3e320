"""In a hurry: a line is hidden with whom to call instead, a replacement is shown early, a version is undone, on pages."""

from __future__ import annotations

import re

from sqlmodel import select

from app.db import reading
from app.outbox.models import Letter
from tests.web.kept import edit_form, entry, saved, with_keepers
from tests.web.registry import Registry

OLD, NEW = "+390000000001", "+390000000002"


def approved(registry: Registry) -> tuple[str, str]:
    """A published entry and the page of the approved replacement of its urgent line."""
    entry_id = with_keepers(registry).published()
    author = registry.browser("focal.it")
    answer = saved(author, entry_id, {**edit_form(author, entry_id), "channels.0.value": [NEW]})
    path = answer.headers["location"].partition("?")[0]
    assert registry.browser("focal2.it").post(f"{path}/approve", data={"called_back_on": OLD}).status_code == 303
    return entry_id, path


def test_a_line_is_hidden_on_a_page_that_offers_what_to_call_instead(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    keeper = registry.browser("focal.it")
    urgent, mailbox = entry(keeper, entry_id)["channels"][:2]
    path = f"/entries/{entry_id}/channels/{urgent['id']}/hide"
    assert path in keeper.get(f"/entries/{entry_id}").text
    page = keeper.get(path).text
    assert f'value="{entry_id}/{mailbox["id"]}"' in page
    refused = keeper.post(path, data={"version": "2", "instead": "made/up"})
    assert refused.status_code == 422 and "of the same State" in refused.text
    assert keeper.post(path, data={"version": "2", "instead": f"{entry_id}/{mailbox['id']}"}).status_code == 303
    officer = registry.browser("officer.ke")
    officer.post("/purpose", data={"purpose": "test", "case_ref": "", "next": "/"})
    shown = officer.get(f"/entries/{entry_id}").text
    assert "Call instead:" in shown and OLD not in shown.replace(" ", "")


def test_hiding_on_an_old_version_is_refused(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    keeper = registry.browser("focal.it")
    channel = entry(keeper, entry_id)["channels"][1]["id"]
    assert keeper.post(f"/entries/{entry_id}/channels/{channel}/hide", data={"version": "1"}).status_code == 412


def test_a_third_person_lets_the_new_line_be_seen_at_once(registry: Registry) -> None:
    entry_id, path = approved(registry)
    assert "The old line is dead?" in registry.browser("coordinator").get(path).text
    assert "A third person" not in registry.browser("coordinator").get(path).text
    assert registry.browser("focal2.it").post(f"{path}/sign").status_code == 403
    assert registry.browser("coordinator").post(f"{path}/sign").status_code == 303
    officer = registry.browser("officer.ke")
    officer.post("/purpose", data={"purpose": "test", "case_ref": "", "next": "/"})
    shown = officer.get(f"/entries/{entry_id}").text
    assert "New, unverified until" in shown
    assert OLD in shown.replace(" ", "") and NEW in shown.replace(" ", "")


def test_the_authoritys_mailbox_answers_by_a_link_without_an_account(registry: Registry) -> None:
    entry_id, path = approved(registry)
    keeper = registry.browser("focal.it")
    channel = next(c["id"] for c in entry(keeper, entry_id)["channels"] if c["value"] == "ops@coastguard.example")
    assert keeper.post(f"{path}/mailboxes", data={"channel": channel}).status_code == 303
    with reading(registry.database) as session:
        found = re.search(r"/replacements\?link=(\S+)", session.exec(select(Letter.body)).one())
    assert found is not None
    stranger = registry.browser(None)
    page = stranger.get(found[0])
    assert page.status_code == 200 and NEW not in page.text.replace(" ", "")
    assert "Our office stands behind this change" in stranger.get(found[0]).text  # opening it uses nothing up
    sent = {"link": found[1]}
    assert "Thank you" in stranger.post("/replacements", data=sent).text
    assert stranger.post("/replacements", data=sent).status_code == 404
    assert entry(keeper, entry_id)["unverified"][0]["value"] == NEW


def test_a_version_is_undone_from_the_history(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    keeper = registry.browser("focal.it")
    saved(keeper, entry_id, {**edit_form(keeper, entry_id), "purpose": ["Wrong."]})
    path = f"/entries/{entry_id}/history"
    assert f"{path}/3/undo" in keeper.get(path).text
    answer = keeper.post(f"{path}/3/undo", data={"version": "3"})
    assert answer.status_code == 303
    assert "Undoes version 3" in keeper.get(answer.headers["location"]).text
    assert keeper.post(f"{path}/2/undo", data={"version": "3"}).status_code == 422
    assert keeper.post(f"{path}/3/undo", data={"version": "1"}).status_code == 412


def test_a_change_is_kept_as_a_draft_and_gone_on_with(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    keeper = registry.browser("focal.it")
    form = {**edit_form(keeper, entry_id), "purpose": ["Half a sentence"], "save": ["draft"]}
    answer = keeper.post(f"/entries/{entry_id}/edit", data=form)
    draft = answer.headers["location"].partition("?")[0]
    assert "Only you see" in keeper.get(answer.headers["location"]).text
    assert registry.browser("focal2.it").get(draft).status_code == 404
    assert entry(keeper, entry_id)["purpose"] != "Half a sentence"
    draft_id = draft.rpartition("/")[2]
    again = keeper.get(f"/entries/{entry_id}/edit?draft={draft_id}").text
    assert "Half a sentence" in again and f'name="draft" value="{draft_id}"' in again
    form = {**edit_form(keeper, entry_id), "purpose": ["A whole sentence."], "draft": [draft_id]}
    assert saved(keeper, entry_id, form).status_code == 303
    assert "Taken back" in keeper.get(draft).text
    assert entry(keeper, entry_id)["purpose"] == "A whole sentence."


def test_a_draft_of_a_proposal_is_submitted(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    keeper = registry.browser("focal.it")
    form = {**edit_form(keeper, entry_id), "channels.0.value": [NEW], "save": ["draft"]}
    draft = keeper.post(f"/entries/{entry_id}/edit", data=form).headers["location"].partition("?")[0]
    assert keeper.post(f"{draft}/submit").status_code == 303
    assert registry.browser("focal2.it").get(draft).status_code == 200


def test_a_coordinator_records_on_behalf_of_a_state_on_a_page(registry: Registry) -> None:
    browser = with_keepers(registry).browser("coordinator")
    page = browser.get("/entries/new").text
    assert "note verbale" in page and '<option value="MT"' in page
    sent = {"kind": "authority", "key": "k", "save": "1", "whole": "1", "marking": "TLP:GREEN", "names.0.text": "Rescue, example"}
    sent |= {"names.0.language": "en", "names.0.role": "preferred", "state": "MT", "reference": "NV 1", "date": "2026-01-31"}
    refused = browser.post("/entries/new", data={**sent, "date": ""})
    assert refused.status_code == 422 and "the date of the note verbale" in refused.text and 'value="NV 1"' in refused.text
    made = browser.post("/entries/new", data=sent)
    assert made.status_code == 303
    browser.post("/purpose", data={"purpose": "network_maintenance", "case_ref": "", "next": "/"})
    assert "by note verbale NV 1" in browser.get(made.headers["location"].partition("/edit")[0]).text
