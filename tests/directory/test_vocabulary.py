"""The closed lists: complete against the domain, labelled in six languages, nothing twice."""

from __future__ import annotations

import csv
import io
from importlib import resources

import pytest

from app.access.marking import MARKINGS
from app.directory.vocabulary import channel_family, codes, is_code, label, lists
from app.errors import Invalid
from app.reference.languages import SIX

EXPECTED = {
    "kind": "authority liaison_officer prosecutor ngo interpreter",
    "status": "draft submitted published not_confirmed suspended withdrawn",
    "marking": "TLP:CLEAR TLP:GREEN TLP:AMBER TLP:AMBER+STRICT TLP:RED",
    "function": (
        "extradition mla transfer_sentenced_persons transfer_proceedings joint_investigation law_enforcement_cooperation "
        "som_by_sea drugs_by_sea som_investigation som_prosecution travel_document_verification readmission_return "
        "border_control trafficking_in_persons firearms cultural_property prevention_toc asset_recovery prevention_corruption "
        "civil_admin_proceedings terrorism witness_protection e_evidence_preservation search_and_rescue victim_assistance "
        "interpretation"
    ),
    "instrument": "UNTOC SOM TIP FIREARMS UN1988 UNCAC BUDAPEST NATIONAL BILATERAL",
    "instrument_article": (
        "UNTOC:16 UNTOC:17 UNTOC:18.13 UNTOC:18.14 UNTOC:19 UNTOC:27 SOM:8.6 SOM:10 SOM:13 SOM:18 TIP:8 TIP:10 FIREARMS:13.2 "
        "UN1988:6 UN1988:7 UN1988:17 UNCAC:6 UNCAC:44 UNCAC:46.13 UNCAC:55 BUDAPEST:24 BUDAPEST:27 BUDAPEST:35"
    ),
    "authority_type": (
        "central_authority national_police immigration_service border_guard coast_guard prosecution_service "
        "specialised_prosecution_unit court ministry_justice ministry_interior ministry_foreign interpol_ncb "
        "financial_intelligence_unit customs mrcc diplomatic_mission regional_body"
    ),
    "channel_type": (
        "phone mobile fax email secure_email postal diplomatic interpol_i247 siena ameripol aseanapol e_codex vhf_radio inmarsat "
        "video web_form"
    ),
    "context": "routine urgent out_of_hours maritime testing_only",
    "may_be_used_for": "information formal_request emergency_only",
    "language_use": "spoken written",
    "cefr_level": "A1 A2 B1 B2 C1 C2",
    "name_role": "preferred alternative acronym former romanised",
    "designation_role": "competent central forwarding contact_point",
    "direction": "incoming outgoing spontaneous",
    "stage": "investigation prosecution trial enforcement",
    "purpose": (
        "investigation prosecution rescue_at_sea life_at_risk document_verification return victim_assistance "
        "network_maintenance test"
    ),
    "outcome": "answered no_answer wrong_number bounced no_common_language",
    "problem_kind": "wrong_number nobody_answers wrong_office wrong_hours wrong_language person_left should_be_hidden duplicate "
    "unreachable other",
    "problem_state": "open answered dismissed",
    "interpreter_mode": "in_person phone video",
    "weekday": "mo tu we th fr sa su",
    "audience": "everyone parties region network states",
    "freshness_state": "confirmed due overdue not_confirmed never",
    "hop": (
        "competent_authority central_authority round_the_clock interpol_ncb our_liaison_officer their_liaison_officer "
        "regional_network neighbour"
    ),
    "posted_to": "mission host_authority international_organisation",
    "network_kind": "regional_process judicial prosecutors police asset_recovery",
    "state_standing": "member observer area",
    "treaty_standing": "party signatory neither",
}
TERMS = [(name, term) for name, terms in lists().items() for term in terms]


def test_the_lists_are_those_of_the_domain_in_its_order() -> None:
    assert {name: " ".join(codes(name)) for name in lists()} == EXPECTED


def test_no_code_stands_twice_in_a_list() -> None:
    text = resources.files("app.directory").joinpath("vocabulary.csv").read_text(encoding="utf-8")
    rows = [(row["list"], row["code"]) for row in csv.DictReader(io.StringIO(text))]
    assert len(rows) == len(set(rows)) == len(TERMS)


@pytest.mark.parametrize("language", SIX)
def test_every_code_has_a_label_in_six_languages(language: str) -> None:
    for name, term in TERMS:
        assert label(name, term.code, language) == term.label(language)
        assert term.label(language).strip() == term.label(language) != "", (name, term.code)


@pytest.mark.parametrize("language", SIX)
def test_two_codes_of_a_list_never_share_a_label(language: str) -> None:
    for name, terms in lists().items():
        labels = [term.label(language) for term in terms]
        assert len(labels) == len(set(labels)), name


@pytest.mark.parametrize("language", ["ar", "ru", "zh"])
def test_labels_are_written_in_the_script_of_their_language(language: str) -> None:
    first, last = {"ar": ("\u0600", "\u06ff"), "ru": ("\u0400", "\u04ff"), "zh": ("\u4e00", "\u9fff")}[language]
    kept_in_latin = {("channel_type", "e_codex"), ("channel_type", "interpol_i247")}
    for name, term in TERMS:
        if (name, term.code) not in kept_in_latin:
            assert any(first <= character <= last for character in term.labels[language]), (name, term.code)


def test_the_markings_are_those_that_the_policy_knows() -> None:
    assert codes("marking") == MARKINGS
    assert all(term.label(language).startswith(term.code) for term in lists()["marking"] for language in SIX)


def test_every_article_belongs_to_an_instrument_of_the_list() -> None:
    assert {code.partition(":")[0] for code in codes("instrument_article")} <= set(codes("instrument"))


def test_labels_fall_back_to_english_and_codes_keep_their_case() -> None:
    assert label("kind", "ngo", "so") == "Non-governmental organisation"
    assert is_code("weekday", "mo") and not is_code("weekday", "MO")


def test_an_unknown_code_is_refused_and_an_unknown_list_is_our_own_mistake() -> None:
    with pytest.raises(Invalid, match="is not on the list of authority type codes"):
        label("authority_type", "navy")
    with pytest.raises(KeyError):
        codes("colour")


def test_every_channel_type_has_a_family() -> None:
    families = {each: channel_family(each) for each in codes("channel_type")}
    assert set(families.values()) == {"phone", "mail", "system", "post", "radio", "web"}
    assert (families["fax"], families["siena"], families["inmarsat"], families["video"]) == ("phone", "system", "phone", "web")
    with pytest.raises(Invalid, match="channel type"):
        channel_family("pigeon")
