"""A telephone finds its way: from the well-known address over principal and home to the one book, and nothing can be written."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.cast import Registry
from tests.dav.phone import BOOK, C, D, telephone

WRITES = ["PUT", "POST", "PATCH", "DELETE", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "ACL"]


def test_the_well_known_address_leads_to_the_book(registry: Registry) -> None:
    registry.published()
    phone = telephone(registry)
    answer = phone.client.get("/.well-known/carddav", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/dav/")
    root = phone.propfind("/dav/", "D:current-user-principal")["/dav/"]
    principal = root[f"{D}current-user-principal"].findtext(f"{D}href") or ""
    home = phone.propfind(principal, "C:addressbook-home-set")[principal][f"{C}addressbook-home-set"].findtext(f"{D}href") or ""
    found = phone.propfind(home, "D:resourcetype", "D:displayname", depth="1")
    assert found[BOOK][f"{D}resourcetype"].find(f"{C}addressbook") is not None
    assert found[BOOK][f"{D}displayname"].text == "Duty telephone"


def test_what_a_book_says_of_itself(registry: Registry) -> None:
    registry.published()
    names = ("D:supported-report-set", "D:current-user-privilege-set", "C:supported-address-data", "C:addressbook-description")
    book = telephone(registry).propfind(BOOK, *names, "D:sync-token", "x:unknown xmlns:x='urn:x'")[BOOK]
    reports = {report[0][0].tag for report in book[f"{D}supported-report-set"]}
    assert reports == {f"{C}addressbook-query", f"{C}addressbook-multiget", f"{D}sync-collection"}
    assert {each[0].tag for each in book[f"{D}current-user-privilege-set"]} == {f"{D}read", f"{D}read-current-user-privilege-set"}
    assert {each.get("version") for each in book[f"{C}supported-address-data"]} == {"3.0", "4.0"}
    assert (book[f"{C}addressbook-description"].text or "").startswith("Good until 20")
    assert "{urn:x}unknown" not in book


def test_nothing_can_be_written(registry: Registry) -> None:
    entry_id = registry.published()
    phone = telephone(registry)
    before = phone.tags()
    for path in ("/dav/", BOOK, f"{BOOK}{entry_id}.vcf", f"{BOOK}new.vcf"):
        for method in WRITES:
            assert phone.ask(method, path, "BEGIN:VCARD\r\nEND:VCARD\r\n").status_code == 403, (method, path)
    assert phone.tags() == before
    assert phone.ask("BREW", BOOK).status_code == 405


def test_options_say_what_can_be_done(registry: Registry) -> None:
    answer = telephone(registry).ask("OPTIONS", BOOK)
    assert "addressbook" in answer.headers["dav"] and "REPORT" in answer.headers["allow"] and "PUT" not in answer.headers["allow"]


def test_depth_is_limited_and_names_alone_can_be_asked(registry: Registry) -> None:
    phone = telephone(registry)
    assert phone.ask("PROPFIND", BOOK, Depth="infinity").status_code == 403
    names = phone.ask("PROPFIND", BOOK, '<propfind xmlns="DAV:"><propname/></propfind>', Depth="0")
    assert "sync-token" in names.text and "/dav/sync/" not in names.text
    everything = phone.ask("PROPFIND", BOOK, Depth="0")
    assert everything.status_code == 207 and "<D:displayname>Duty telephone" in everything.text


HOSTILE = [
    "<propfind",
    '<!DOCTYPE p [<!ENTITY a "aaaa">]><propfind xmlns="DAV:"><prop><displayname/>&a;</prop></propfind>',
    '<!DOCTYPE p SYSTEM "file:///etc/passwd"><propfind xmlns="DAV:"/>',
    "<a>" * 50 + "</a>" * 50,
    f"<a>{'<b/>' * 6000}</a>",
    "\x00\x01",
    '<?xml version="1.0" encoding="x-nothing"?><a/>',
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_xml_is_refused(registry: Registry, number: int) -> None:
    phone = telephone(registry)
    assert phone.ask("PROPFIND", BOOK, HOSTILE[number], Depth="0").status_code == 400
    assert phone.ask("REPORT", BOOK, HOSTILE[number]).status_code == 400


def test_a_body_that_is_too_large_is_cut(registry: Registry) -> None:
    phone = telephone(registry)
    assert phone.ask("REPORT", BOOK, "<a>" + "x" * 300_000 + "</a>").status_code == 413


def test_reports_are_given_on_the_book_alone(registry: Registry) -> None:
    phone = telephone(registry)
    assert phone.report("C:addressbook-multiget", "", path="/dav/").status_code == 403
    assert phone.report("D:expand-property", "").status_code == 403
    assert phone.ask("REPORT", BOOK, "").status_code == 400


def test_addresses_where_nothing_is(registry: Registry) -> None:
    phone = telephone(registry)
    for path in ("/dav/books/other/", f"{BOOK}none.vcf", "/dav/principals/", "/dav/..%2f..%2fetc/passwd"):
        assert phone.ask("PROPFIND", path, Depth="0").status_code == 404
        assert phone.ask("GET", path).status_code == 404


def test_without_a_password_nothing_is_told(registry: Registry) -> None:
    client = TestClient(registry.app)
    for method in ("GET", "PROPFIND", "REPORT", "OPTIONS", "PUT"):
        answer = client.request(method, BOOK)
        assert answer.status_code == 401 and answer.headers["www-authenticate"] == 'Basic realm="directory"'
