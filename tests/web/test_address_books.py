"""Address books on pages: set up with a second factor, the password shown once, ended at once."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from tests.cast import mailbox
from tests.web.registry import Registry

SENT = {"label": "Quay", "states": "Italy; TN", "purpose": "rescue_at_sea"}
BOOK = "/dav/books/directory/"


def asked(registry: Registry, secret: str) -> int:
    """What the telephone is answered."""
    client = TestClient(registry.app)
    return client.request("PROPFIND", BOOK, headers={"Depth": "0"}, auth=(mailbox("focal.it"), secret)).status_code


def test_an_address_book_from_the_form_to_its_end(registry: Registry) -> None:
    registry.published()
    person = registry.browser("focal.it")
    assert "/address-books" in person.get("/account").text
    assert "None yet." in person.get("/address-books").text
    made = person.post("/address-books", data=SENT)
    found = re.search(r"pcd_[0-9a-f]{8}_[\w-]+", made.text)
    assert found is not None and "http://127.0.0.1:8000/dav/" in made.text
    assert asked(registry, found[0]) == 207
    page = person.get("/address-books").text
    assert found[0] not in page and "Quay" in page and "Italy" in page and "Tunisia" in page
    end = re.search(r'action="(/address-books/[0-9a-f]+/end)"', page)
    assert end is not None
    done = person.post(end[1])
    assert "Ended." in person.get(done.headers["location"]).text
    assert asked(registry, found[0]) == 401


def test_what_is_wrong_is_named_and_what_was_typed_stays(registry: Registry) -> None:
    answer = registry.browser("focal.it").post("/address-books", data={**SENT, "states": "Italy, Atlantis"})
    assert answer.status_code == 422
    assert "ATLANTIS is not an ISO" in answer.text and 'value="IT, Atlantis"' in answer.text and 'value="Quay"' in answer.text


def test_who_has_no_second_factor_is_told_what_to_do(registry: Registry) -> None:
    officer = registry.browser("officer.ke")
    assert "Show your second factor first" in officer.get("/address-books").text
    assert officer.post("/address-books", data=SENT).status_code == 403


def test_who_sees_no_channel_has_no_such_page(registry: Registry) -> None:
    for who in ("administrator", "auditor"):
        assert registry.browser(who).get("/address-books").status_code == 403
