"""Official mail domains: two persons make one official, and what looks alike is pointed out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.actor import operator
from app.accounts.domains import approve_domain, domains, end_domain, propose_domain, record_domain
from app.accounts.mail_domains import FREE_MAIL, a_label, domain_of, warnings_of
from app.accounts.membership import suspend_account
from app.errors import Conflict, Denied, Invalid, NotFound
from tests.accounts.inviting import invited
from tests.cast import Registry, mailbox

DOMAIN = "interno.example"


def proposed(registry: Registry, domain: str = DOMAIN, by: str = "focal.it", **where: str) -> str:
    actor = registry.actor(by)
    with registry.writing() as session:
        return propose_domain(session, domain, reason="letterhead", by=actor, **where).id


def approve(registry: Registry, domain_id: str, by: str) -> None:
    actor = registry.actor(by)
    with registry.writing() as session:
        approve_domain(session, domain_id, by=actor)


def test_a_coordinator_approves_what_a_focal_point_proposed_and_then_people_are_invited(registry: Registry) -> None:
    found = proposed(registry)
    with pytest.raises(Invalid):
        invited(registry, f"new@{DOMAIN}")
    approve(registry, found, "coordinator.europe")
    assert invited(registry, f"new@{DOMAIN}")[0].status == "invited"
    with pytest.raises(Conflict):
        approve(registry, found, "coordinator.rabat")


def test_the_proposer_does_not_approve_even_as_a_coordinator(registry: Registry) -> None:
    found = proposed(registry, by="coordinator.europe", state="IT")
    with pytest.raises(Denied, match="own proposal"):
        approve(registry, found, "coordinator.europe")
    approve(registry, found, "coordinator.rabat")


@pytest.mark.parametrize("who", ["focal.it", "focal2.it", "officer.it", "admin", "auditor", "focal.tn"])
def test_nobody_but_a_coordinator_of_the_region_approves(registry: Registry, who: str) -> None:
    found = proposed(registry)
    with pytest.raises((Denied, NotFound)):
        approve(registry, found, who)


def test_a_coordinator_of_elsewhere_knows_of_no_such_proposal(registry: Registry) -> None:
    registry.add("coordinator.asia", role="coordinator", region="142")
    with pytest.raises(NotFound):
        approve(registry, proposed(registry), "coordinator.asia")
    with pytest.raises(Denied):
        proposed(registry, by="coordinator.asia", state="IT")
    with pytest.raises(Denied):
        proposed(registry, by="focal.tn", state="IT")


def test_one_person_ends_a_domain_at_once_and_it_can_be_proposed_anew(registry: Registry) -> None:
    found = proposed(registry)
    with pytest.raises(Conflict):
        proposed(registry)
    approve(registry, found, "coordinator.europe")
    actor = registry.actor("focal2.it")
    with registry.writing() as session:
        assert end_domain(session, found, by=actor).status == "ended"
    with pytest.raises(Conflict), registry.writing() as session:
        end_domain(session, found, by=actor)
    with pytest.raises(Invalid):
        invited(registry, f"new@{DOMAIN}")
    assert proposed(registry) != found


def test_the_proposals_of_a_suspended_account_fall(registry: Registry) -> None:
    found = proposed(registry)
    with registry.writing() as session:
        suspend_account(session, mailbox("focal.it"), by=operator())
    with pytest.raises(Conflict):
        approve(registry, found, "coordinator.europe")


def test_the_organisations_domain_is_the_operators_word_and_no_states(registry: Registry) -> None:
    with pytest.raises(Denied), registry.writing() as session:
        record_domain(session, "organisation.example", reason="x", by=registry.actor("admin"))
    with registry.writing() as session:
        record_domain(session, "organisation.example", reason="x", by=operator())
    with pytest.raises(Invalid):
        invited(registry, "new@organisation.example")


def test_the_second_person_is_warned_of_look_alikes_and_free_mail(registry: Registry) -> None:
    approve(registry, proposed(registry), "coordinator.europe")
    for domain in ("1nterno.example", "gmail.com", "іnterno.example", "interne.example"):
        proposed(registry, domain)
    with registry.reading() as session:
        found = domains(session, reader=registry.actor("coordinator.europe"))
    warned = {card.domain: card.warnings for card in found if card.status == "proposed"}
    assert len(warned) == 4 and all(warned.values())
    assert all(card.why_not_approve is None for card in found if card.status == "proposed")


@pytest.mark.parametrize(
    "domain", ["", "x", "a b.example", "-x.example", "interior..example", "user@interior.example", "x" * 300]
)
def test_what_is_no_domain_is_refused(registry: Registry, domain: str) -> None:
    with pytest.raises(Invalid) as refused:
        proposed(registry, domain)
    assert refused.value.errors[0].field == "domain"


def test_domains_are_compared_as_a_labels() -> None:
    assert a_label("Bücher.EXAMPLE.") == domain_of("X@bücher.example") == "xn--bcher-kva.example"
    assert a_label("INTERNO.example") == "interno.example"


@given(st.sampled_from(sorted(FREE_MAIL)))
def test_free_mail_is_always_pointed_out(domain: str) -> None:
    assert warnings_of(domain, [])


@given(st.text("abcdefgh", min_size=10, max_size=20), st.integers(0, 9), st.sampled_from("xyz"))
def test_one_changed_letter_in_a_long_domain_is_always_pointed_out(name: str, place: int, letter: str) -> None:
    changed = f"{name[:place]}{letter}{name[place + 1 :]}.example"
    assert warnings_of(changed, [f"{name}.example"])
    assert not warnings_of(f"{name}.example", [f"{name}.example"])
