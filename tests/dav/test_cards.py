"""What a telephone carries: only what its holder may see, up to GREEN, of the chosen States, counted, on record, mortal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import vobject
from sqlmodel import select

from app.access.actor import operator
from app.accounts.membership import suspend_account
from app.audit.models import Event
from app.clock import now, set_to
from app.directory.entries import suspend_entry
from app.directory.redirections import hide_channel_of
from tests.cast import Registry, mailbox
from tests.dav.phone import BOOK, C, D, Telephone, cards_in, telephone
from tests.factories import PHONE, mail, named, phone

CHANNELS = [
    phone(PHONE),
    mail("amber@cgit.example", marking="TLP:AMBER"),
    mail("strict@cgit.example", marking="TLP:AMBER+STRICT"),
]
HIDDEN = ("amber@cgit.example", "strict@cgit.example")


def href(entry_id: str) -> str:
    return f"{BOOK}{entry_id}.vcf"


def synced(registry: Registry) -> list[Event]:
    with registry.reading() as session:
        found = list(session.exec(select(Event).where(Event.kind == "addressbook:synced").order_by(Event.seq)))
        session.expunge_all()
        return found


def test_a_card_is_read_by_another_implementation_and_says_when_it_expires(registry: Registry) -> None:
    entry_id = registry.published()
    handset = telephone(registry)
    for version in ("3.0", "4.0"):
        (text,) = handset.cards([href(entry_id)], version).values()
        card = vobject.readOne(text)
        assert card.version.value == version and "Coast Guard" in text and PHONE in text
        assert (now() + timedelta(days=90)).date().isoformat() in [note.value[11:21] for note in card.contents["note"]]
        assert text.count("\r\n") > 5  # ends of lines survived the XML
    answer = handset.ask("GET", href(entry_id), accept="text/vcard; version=4.0")
    assert answer.headers["content-type"] == "text/vcard; charset=utf-8" and "VERSION:4.0" in answer.text
    assert answer.headers["etag"] == handset.tags()[href(entry_id)]


@pytest.mark.parametrize("who", ["officer.it", "officer.ke", "focal.it", "coordinator.europe"])
def test_nothing_above_green_goes_to_a_telephone_not_even_to_who_keeps_it(registry: Registry, who: str) -> None:
    entry_id = registry.published(names=named("green"), channels=CHANNELS)
    others = [
        registry.published(names=named(marking), marking=marking, channels=[phone(PHONE)])
        for marking in ("TLP:AMBER", "TLP:AMBER+STRICT")
    ]
    readers = {registry.actor(name).id for name in (who, "focal.it", "focal2.it")}
    red = registry.published(names=named("red"), marking="TLP:RED", readers=sorted(readers))
    draft = registry.draft(names=named("draft"))
    handset = telephone(registry, who)
    assert list(handset.tags()) == [href(entry_id)]
    assert list(handset.sync()[0]) == [href(entry_id)]
    asked = [href(each) for each in (entry_id, *others, red, draft)]
    cards = handset.cards(asked)
    assert list(cards) == [href(entry_id)]
    assert not [value for value in HIDDEN if value in str(cards)]
    for each in (*others, red, draft):
        assert handset.ask("GET", href(each)).status_code == 404
        assert handset.ask("PROPFIND", href(each), Depth="0").status_code == 404


def test_the_filter_looks_at_nothing_that_the_telephone_may_not_have(registry: Registry) -> None:
    registry.published(names=named("green"), channels=CHANNELS)
    handset = telephone(registry)

    def found(name: str, sought: str, how: str = "contains") -> list[str]:
        answer = searched(handset, name, sought, how)
        return [path for path in handset.tags() if path in answer.text]

    assert len(found("FN", "GREEN")) == len(found("FN", "gre", "starts-with")) == 1
    assert found("FN", "red") == [] and found("FN", "gree", "equals") == []


@pytest.mark.parametrize("name", ["TEL", "tel", "EMAIL", "URL", "ADR", "X-CHANNEL", "item1.TEL"])
def test_a_number_cannot_be_guessed_digit_by_digit_for_nobody_would_count_that(registry: Registry, name: str) -> None:
    registry.published(names=named("green"), channels=CHANNELS)
    handset = telephone(registry)
    for sought, how in ((PHONE[:4], "starts-with"), ("9", "contains"), (HIDDEN[0], "equals")):
        answer = searched(handset, name, sought, how)
        assert answer.status_code == 403 and "supported-filter" in answer.text and ".vcf" not in answer.text
    assert synced(registry) == []


def searched(handset: Telephone, name: str, sought: str, how: str) -> Any:
    test = f'<C:prop-filter name="{name}"><C:text-match match-type="{how}">{sought}</C:text-match></C:prop-filter>'
    return handset.report("C:addressbook-query", f"<D:prop><D:getetag/></D:prop><C:filter>{test}</C:filter>")


def test_filters_that_are_not_offered_are_refused_and_others_compose(registry: Registry) -> None:
    registry.published(names=named("green"))
    handset = telephone(registry)

    def asked(inside: str, attributes: str = "") -> Any:
        return handset.report("C:addressbook-query", f"<D:prop><D:getetag/></D:prop><C:filter{attributes}>{inside}</C:filter>")

    absent = '<C:prop-filter name="NICKNAME"><C:is-not-defined/></C:prop-filter>'
    present = '<C:prop-filter name="EMAIL"/>'
    wrong = '<C:prop-filter name="FN"><C:text-match negate-condition="yes">green</C:text-match></C:prop-filter>'
    assert ".vcf" in asked(absent + present, ' test="allof"').text
    assert ".vcf" not in asked(absent + wrong, ' test="allof"').text
    assert ".vcf" in asked(absent + wrong).text
    assert asked('<C:prop-filter name="FN"><C:param-filter name="TYPE"/></C:prop-filter>').status_code == 403
    assert asked('<C:prop-filter name="FN"><C:text-match collation="x">a</C:text-match></C:prop-filter>').status_code == 403
    limited = handset.report("C:addressbook-query", "<D:prop><D:getetag/></D:prop><C:limit><C:nresults>0</C:nresults></C:limit>")
    assert "507" in limited.text


def test_only_the_chosen_states_and_matter_are_carried(registry: Registry) -> None:
    registry.published(names=named("italy, no matter"))
    designations = [{"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}]
    by_sea = registry.published(names=named("italy, by sea"), designations=designations)
    registry.published("focal.tn", "focal2.tn", state="TN", names=named("tunisia"), time_zone="Africa/Tunis")
    assert list(telephone(registry, function="som_by_sea").tags()) == [href(by_sea)]
    assert len(telephone(registry, states=("TN",)).tags()) == 1
    assert len(telephone(registry, states=(), region="015").tags()) == 1
    assert len(telephone(registry, states=("TN", "IT")).tags()) == 3


def test_a_sync_tells_what_is_new_what_changed_and_what_is_gone(registry: Registry) -> None:
    first, second = registry.published(names=named("one")), registry.published(names=named("two"))
    handset = telephone(registry)
    everything, token = handset.sync()
    assert set(everything) == {href(first), href(second)}
    assert handset.sync(token) == ({}, token)
    registry.revise(first, {"purpose": "Something else."}, 2)
    with registry.writing() as session:
        suspend_entry(session, second, 2, by=registry.actor("focal.it"))
    third = registry.published(names=named("three"))
    said, later = handset.sync(token)
    assert set(said) == {href(first), href(second), href(third)} and said[href(second)] is None
    assert said[href(first)] != everything[href(first)] and later != token
    assert handset.ask("GET", href(second)).status_code == 404
    assert handset.cards([href(second)]) == {}
    assert handset.sync(later) == ({}, later)


def test_a_hidden_number_is_gone_from_the_card_at_once(registry: Registry) -> None:
    entry_id = registry.published(channels=[phone(PHONE), mail("ops@cgit.example")])
    handset = telephone(registry)
    before, token = handset.sync()
    opened = registry.client("focal.it").get(f"/api/v1/entries/{entry_id}").json()
    with registry.writing() as session:
        hide_channel_of(session, entry_id, opened["channels"][0]["id"], opened["version"], by=registry.actor("focal.it"))
    assert PHONE not in handset.cards([href(entry_id)])[href(entry_id)]
    assert handset.sync(token)[0][href(entry_id)] != before[href(entry_id)]


def test_a_change_that_the_telephone_may_not_see_moves_no_tag_and_no_token(registry: Registry) -> None:
    entry_id = registry.published(channels=CHANNELS)
    handset = telephone(registry, "officer.ke")
    before = handset.sync()
    opened = registry.client("focal.it").get(f"/api/v1/entries/{entry_id}").json()
    hidden = next(c["id"] for c in opened["channels"] if c["marking"] == "TLP:AMBER+STRICT")
    with registry.writing() as session:
        hide_channel_of(session, entry_id, hidden, opened["version"], by=registry.actor("focal.it"))
    assert handset.sync() == before and handset.sync(before[1]) == ({}, before[1])


@pytest.mark.parametrize("token", ["http://elsewhere.example/1", "x", "{own}99", "{own}0", "{own}-1", "{own}1e3", "{other}1"])
def test_a_token_that_is_not_the_telephones_own_is_refused(registry: Registry, token: str) -> None:
    registry.published()
    handset, other = telephone(registry), telephone(registry, "officer.ke")
    own, others = handset.sync()[1].rpartition("/")[0] + "/", other.sync()[1].rpartition("/")[0] + "/"
    inside = f"<D:sync-token>{token.format(own=own, other=others)}</D:sync-token><D:sync-level>1</D:sync-level><D:prop/>"
    answer = handset.report("D:sync-collection", inside)
    assert answer.status_code == 403 and "valid-sync-token" in answer.text


def test_each_set_of_cards_is_on_record_with_its_channels_and_lists_of_tags_are_no_disclosure(registry: Registry) -> None:
    entry_id = registry.published(channels=CHANNELS)
    handset = telephone(registry)
    handset.tags()
    handset.sync()
    assert synced(registry) == []
    handset.cards([href(entry_id)])
    (told,) = synced(registry)
    assert (told.entry_ids, told.result_count, told.purpose_code) == (f"/{entry_id}/", 1, "rescue_at_sea")
    assert told.fields.count("/") == 2  # one channel: the others did not leave
    unchanged = handset.ask("GET", href(entry_id), if_none_match=handset.tags()[href(entry_id)])
    assert unchanged.status_code == 304 and handset.ask("HEAD", href(entry_id)).content == b""
    assert len(synced(registry)) == 1
    seen = registry.client("focal.it").get(f"/api/v1/entries/{entry_id}/disclosures").json()["items"]
    assert "addressbook:synced" in [each["kind"] for each in seen]


def test_cards_within_a_sync_or_a_query_count_too(registry: Registry) -> None:
    entry_id = registry.published()
    handset = telephone(registry)
    inside = "<D:sync-token/><D:sync-level>1</D:sync-level><D:prop><D:getetag/><C:address-data/></D:prop>"
    assert list(cards_in(handset.report("D:sync-collection", inside).content)) == [href(entry_id)]
    assert list(cards_in(handset.report("C:addressbook-query", "<D:prop><C:address-data/></D:prop>").content)) == [href(entry_id)]
    assert len(synced(registry)) == 2


def test_the_days_budget_holds_over_all_telephones_of_a_person_and_hands_out_nothing_beyond(
    registry_with: Callable[..., Registry],
) -> None:
    registry = registry_with(address_book_reads=5)
    ids = [registry.published(names=named(f"office {number}")) for number in range(3)]
    one, two = telephone(registry), telephone(registry)
    hrefs = [href(each) for each in ids]
    assert len(one.cards(hrefs)) == 3
    data = "<D:prop><C:address-data/></D:prop>" + "".join(f"<D:href>{each}</D:href>" for each in hrefs)
    over = two.report("C:addressbook-multiget", data)
    assert over.status_code == 429 and PHONE not in over.text and int(over.headers["retry-after"]) > 0
    assert len(two.cards(hrefs[:2])) == 2
    assert one.ask("GET", hrefs[0]).status_code == 429
    assert sum(each.result_count for each in synced(registry)) == 5
    tomorrow = now() + timedelta(days=1, minutes=5)
    with set_to(lambda: tomorrow):
        assert len(one.cards(hrefs)) == 3


def test_nothing_is_handed_out_that_cannot_be_recorded(registry: Registry) -> None:
    entry_id = registry.published()
    handset = telephone(registry)
    handset.tags()
    with registry.database.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("ALTER TABLE event_payload RENAME TO event_payload_away")
    answer = handset.ask("GET", href(entry_id))
    assert answer.status_code == 503 and PHONE not in answer.text


def test_a_book_takes_no_more_than_it_may_carry_and_says_so(registry_with: Callable[..., Registry]) -> None:
    registry = registry_with(address_book_cards=2)
    registry.published(names=named("one"))
    handset = telephone(registry)
    for text in ("two", "three"):
        registry.published(names=named(text))
    assert len(handset.tags()) == 2
    told = handset.propfind(BOOK, "C:addressbook-description")[BOOK][f"{C}addressbook-description"].text or ""
    assert "It is full" in told


def test_a_suspended_officer_and_an_ended_admission_empty_the_book(registry_with: Callable[..., Registry]) -> None:
    registry = registry_with()
    registry.published()
    handset = telephone(registry, "officer.ke")
    assert len(handset.tags()) == 1
    with registry.writing() as session:
        suspend_account(session, mailbox("officer.ke"), by=operator())
    assert handset.ask("PROPFIND", BOOK, Depth="0").status_code == 401


def test_addresses_are_understood_as_paths_and_as_whole_addresses(registry: Registry) -> None:
    entry_id = registry.published()
    handset = telephone(registry)
    inside = "<D:prop><D:getetag/></D:prop>"
    for each in (href(entry_id), f"http://testserver{href(entry_id)}", href(entry_id).replace("-", "%2D")):
        assert "getetag" in handset.report("C:addressbook-multiget", f"{inside}<D:href>{each}</D:href>").text
    assert "404" in handset.report("C:addressbook-multiget", f"{inside}<D:href>/dav/books/directory/../{entry_id}</D:href>").text
    assert f"{D}x" not in handset.report("C:addressbook-multiget", f"{inside}<D:href>&lt;D:x/&gt;</D:href>").text
