"""An entry as a file: the rules of opening hold for every one of them, and each is on record."""

from __future__ import annotations

import json

import pytest

from tests.api.problems import fields, problem
from tests.cast import Registry
from tests.directory.asking import kinds
from tests.exchange.formats.content_lines import lines_of
from tests.factories import mail, named, phone

FILES = ("card.vcf", "card.jscontact", "card.png")
MEDIA = [
    ("card.vcf", "text/vcard; charset=utf-8"),
    ("card.jscontact", "application/jscontact+json;version=1.0"),
    ("card.png", "image/png"),
]


def path(entry_id: str, file: str) -> str:
    return f"/api/v1/entries/{entry_id}/{file}"


@pytest.mark.parametrize(("file", "media"), MEDIA)
def test_a_card_is_given_with_its_type_and_recorded_as_a_consultation(registry: Registry, file: str, media: str) -> None:
    entry_id = registry.published()
    answer = registry.client("officer.ke").get(path(entry_id, file), params={"purpose": "rescue_at_sea"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert answer.headers["etag"]
    (row,) = registry.client("focal.it").get(f"/api/v1/entries/{entry_id}/disclosures").json()["items"]
    assert (row["kind"], row["purpose"]) == ("entry:consulted", "rescue_at_sea")


@pytest.mark.parametrize("file", FILES)
def test_a_card_is_refused_as_opening_is(registry: Registry, file: str) -> None:
    green, amber = registry.published(), registry.published(marking="TLP:AMBER")
    strict = registry.published(marking="TLP:AMBER+STRICT")
    officer = registry.client("officer.ke")
    problem(registry.client().get(path(green, file)), 401)
    assert fields(officer.get(path(green, file))) == ["purpose"]
    assert fields(officer.get(path(amber, file), params={"purpose": "rescue_at_sea"})) == ["case_ref"]
    problem(officer.get(path(strict, file), params={"purpose": "rescue_at_sea"}), 404)
    problem(officer.get(path("0198aaaa-0000-7000-8000-00000000ffff", file)), 404)
    problem(registry.client("admin").get(path(green, file), params={"purpose": "rescue_at_sea"}), 403)
    assert "entry:consulted" not in kinds(registry)


def test_a_card_holds_the_channels_that_the_reader_may_see_and_no_other(registry: Registry) -> None:
    channels = [phone("+390000000011"), mail("amber@cgit.example", marking="TLP:AMBER")]
    entry_id = registry.published(names=named("Coast guard"), channels=channels)
    officer = registry.client("officer.ke")
    said = {"purpose": "rescue_at_sea"}
    vcf = officer.get(path(entry_id, "card.vcf"), params=said).content
    assert [line.value for line in lines_of(vcf) if line.name in ("TEL", "EMAIL")] == ["tel:+390000000011"]
    made = json.loads(officer.get(path(entry_id, "card.jscontact"), params={**said, "case_ref": "pending"}).content)
    assert [each["address"] for each in made["emails"].values()] == ["amber@cgit.example"]
