"""Files on pages: tried first, headings mapped, repairs ticked, taken in as drafts and a set of proposals."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.access.actor import operator
from app.accounts.forms import AccountForm
from app.accounts.membership import add_account
from app.db import writing
from app.exchange.intake.headings import choices
from app.reference.languages import SIX
from app.web.import_columns import column_groups
from tests.cast import PASSWORD, mailbox
from tests.web.kept import with_keepers
from tests.web.registry import Registry

SHEET = b"""kind,state,name_en,telephone,email,tlp,parent
authority,IT,Coast Guard of Example,+390000000001,desk@ coast.example,TLP:GREEN,ministry-1
authority,IT,<b>Border</b> Unit,+390000000002,unit@border.example,TLP:GREEN,
authority,TN,Tunisian Guard,+21600000001,,TLP:GREEN,
"""


def send(browser: TestClient, raw: bytes, name: str = "list.csv", **typed: str) -> Any:
    return browser.post("/imports", files={"file": (name, raw)}, data=typed)


def sent(registry: Registry, raw: bytes = SHEET) -> tuple[TestClient, str]:
    """A keeper's browser and the address of the report of a file that it has sent."""
    with_keepers(registry)
    browser = registry.browser("focal.it")
    answer = send(browser, raw)
    assert answer.status_code == 303, answer.text
    return browser, answer.headers["location"].partition("?")[0]


def test_the_report_says_what_would_happen_row_by_row_with_repairs(registry: Registry) -> None:
    browser, report = sent(registry)
    page = browser.get(report).text
    assert "read as UTF-8, separated by comma" in page
    assert "2 new drafts" in page and "1 row is refused" in page and "1 entry names a parent" in page
    assert "desk@coast.example" in page and 'name="repairs"' in page
    assert "&lt;b&gt;" not in page or "<b>Border</b>" not in page
    assert browser.get("/my-entries").text.count("Coast Guard of Example") == 0


def test_a_ticked_repair_is_taken_in(registry: Registry) -> None:
    browser, report = sent(registry)
    number = re.search(r'name="repairs" value="(\d+)"', browser.get(report).text)
    assert number is not None
    answer = browser.post(f"{report}/take", data={"repairs": number[1]})
    assert answer.headers["location"] == f"{report}?done=taken"
    page = browser.get(answer.headers["location"]).text
    assert "Look through the drafts" in page
    listed = browser.get("/my-entries").text
    entry = re.search(r'href="/entries/([0-9a-f-]{36})"[^>]*><span[^>]*>Coast Guard of Example', listed)
    assert entry is not None, listed
    assert "desk@coast.example" in browser.get(f"/entries/{entry[1]}").text
    assert browser.post(f"{report}/take").status_code == 412


def test_changes_to_published_entries_lead_to_their_set(registry: Registry) -> None:
    with_keepers(registry)
    entry_id = registry.published()
    browser = registry.browser("focal.it")
    row = f'entry_id,kind,state,name_en,purpose\n{entry_id},authority,IT,"Coast Guard, example",Answers at night\n'
    report = send(browser, row.encode()).headers["location"].partition("?")[0]
    answer = browser.post(f"{report}/take")
    assert answer.headers["location"].startswith("/proposal-sets/")
    assert "Answers at night" in browser.get(answer.headers["location"]).text


def test_unknown_headings_are_chosen_from_a_list_and_remembered(registry: Registry) -> None:
    browser, report = sent(registry, "Behörde;Ruf;Zimmer\nBeispielamt;+390000000003;12\n".encode())
    page = browser.get(report).text
    assert 'name="heading:Behörde"' in page and "leave this column out" in page
    chosen = {"heading:Behörde": "name_native", "heading:Ruf": "telephone", "heading:Zimmer": "-"}
    answer = browser.post(f"{report}/headings", data=chosen)
    assert answer.status_code == 303
    assert "1 new draft" in browser.get(report).text
    again = send(browser, "Behörde;Ruf;Zimmer\nBeispielamt;+390000000003;12\n".encode()).headers["location"]
    assert "1 new draft" in browser.get(again).text
    again = again.partition("?")[0]  # what was said once can be said otherwise
    browser.post(f"{again}/headings", data={"heading:Ruf": "fax", "heading:Zimmer": "purpose"})
    read_as = re.findall(r'name="heading:(\w+)">\s*<option value="">([^<]+)', browser.get(again).text)
    assert [(heading, text.strip("\u2069)").rpartition("\u2066")[2]) for heading, text in read_as] == [
        ("Behörde", "name_native"),
        ("Ruf", "fax"),
        ("Zimmer", "purpose"),
    ]


@pytest.mark.parametrize("language", SIX)
def test_every_column_is_offered_once_in_the_readers_words_with_its_own_name_behind(language: str) -> None:
    offered = [pair for _, inside in column_groups(choices(), language) for pair in inside]
    assert sorted(column for column, _ in offered) == sorted(choices())
    for column, text in offered:
        assert text.endswith(f" (\u2066{column}\u2069)") and not text.startswith(column), text


def test_a_file_with_a_column_that_is_not_understood_does_not_say_that_everything_can_be_read(registry: Registry) -> None:
    browser, report = sent(registry, b"name_en,kind,state,Zimmer\nOffice of Example,authority,IT,12\n")
    page = browser.get(report).text
    assert "Columns that are not understood are left out." in page and "Every value can be read." not in page
    browser.post(f"{report}/headings", data={"heading:Zimmer": "-"})
    page = browser.get(report).text
    assert "Columns that are not understood are left out." not in page and "Every value can be read." in page


def test_a_file_that_cannot_be_read_says_why_on_the_form(registry: Registry) -> None:
    with_keepers(registry)
    browser = registry.browser("focal.it")
    answer = send(browser, b"name_en,state\nA\0B,IT\n")
    assert answer.status_code == 422
    assert "row 2" in answer.text and "NUL" in answer.text
    assert browser.post("/imports", data={"profile": ""}).status_code == 422


def test_a_file_put_aside_is_gone(registry: Registry) -> None:
    browser, report = sent(registry)
    assert browser.post(f"{report}/leave").headers["location"] == "/imports?done=left"
    assert "put aside" in browser.get("/imports").text
    assert "Take it in" not in browser.get(report).text


def test_reports_are_for_their_sender_and_the_page_for_who_imports(registry: Registry) -> None:
    _, report = sent(registry)
    assert registry.browser("focal2.it").get(report).status_code == 404
    assert registry.browser("officer.ke").get("/imports").status_code == 403
    assert registry.browser("officer.ke").get("/duplicates").status_code == 403


def test_who_is_not_signed_in_or_imports_nothing_is_refused_before_the_file_is_read(registry: Registry) -> None:
    anonymous = send(registry.browser(), b"x" * 300_000)
    assert anonymous.status_code == 401 and "choose the file again" in anonymous.text
    assert send(registry.browser("officer.ke"), b"x" * 300_000).status_code == 403
    assert not (registry.database.settings.data_dir / "imports").exists()


def test_another_site_cannot_send_a_file(registry: Registry) -> None:
    with_keepers(registry)
    browser = registry.browser("focal.it")
    browser.headers["Sec-Fetch-Site"] = "cross-site"
    assert send(browser, SHEET).status_code == 403


def test_two_entries_that_look_like_one_are_merged_and_taken_apart(registry: Registry) -> None:
    with_keepers(registry)
    first, second = registry.draft(), registry.draft()
    browser = registry.browser("focal.it")
    page = browser.get("/duplicates").text
    assert "the same name" in page and "Keep the first" in page
    answer = browser.post("/duplicates/merge", data={"kept": first, "other": second})
    assert answer.headers["location"] == "/duplicates?done=merged"
    page = browser.get("/duplicates").text
    undo = re.search(r'action="(/duplicates/[^"]+/undo)"', page)
    assert undo is not None and "No two of your entries" in page
    assert browser.post(undo[1]).headers["location"] == "/duplicates?done=undone"
    assert browser.post(undo[1]).status_code == 412


def test_a_portal_compares_its_own_extract_and_takes_the_change_sheet(registry: Registry) -> None:
    with writing(registry.database) as session:
        form = AccountForm(email=mailbox("recipient"), name="Portal", role="recipient", recipient="sherloc", ceiling="TLP:AMBER")
        add_account(session, form, PASSWORD, by=operator())
    browser = registry.browser("recipient")
    extract = {"file": ("extract.csv", b"State,Name of authority\nItaly,Only there\n")}
    page = browser.post("/drift", files=extract).text
    assert "Only there" in page and "missing here" in page
    sheet = browser.post("/drift", files=extract, data={"sheet": "yes"})
    assert sheet.headers["content-type"] == "application/rtf"
    assert sheet.content.startswith(b"{\\rtf1") and b"Only there" in sheet.content
    assert browser.post("/drift", files={"file": ("x.csv", b"a,b\n1,2\n")}).status_code == 422
    assert registry.browser("focal.it").get("/drift").status_code == 403
