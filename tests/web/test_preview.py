"""The page on which a keeper sees an entry as readers do."""

from __future__ import annotations

from tests.web.registry import Registry


def test_the_keeper_chooses_a_reader_and_sees_what_it_sees(registry: Registry) -> None:
    entry_id = registry.published()
    focal = registry.browser("focal.it")
    plain = focal.get(f"/entries/{entry_id}/preview?role=officer&state=KE").text
    assert "ops@coastguard.example" in plain and "cases@coastguard.example" not in plain and "held back" in plain
    assert "cases@coastguard.example" in focal.get(f"/entries/{entry_id}/preview?role=officer&state=KE&case=yes").text
    assert (
        "An administrator may not see how to reach a counterpart."
        in focal.get(f"/entries/{entry_id}/preview?role=administrator").text
    )
    assert "does not exist" in focal.get(f"/entries/{entry_id}/preview?role=auditor").text


def test_a_wrong_state_is_named_at_its_field(registry: Registry) -> None:
    answer = registry.browser("focal.it").get(f"/entries/{registry.published()}/preview?state=XX")
    assert answer.status_code == 422 and 'id="e-state"' in answer.text


def test_the_way_to_the_preview_is_for_keepers(registry: Registry) -> None:
    entry_id = registry.published()
    assert f"/entries/{entry_id}/preview" in registry.browser("focal.it").get("/my-entries").text
    for name, status in (("officer.ke", 403), ("focal.tn", 403), ("coordinator", 403)):
        answer = registry.browser(name).get(f"/entries/{entry_id}/preview")
        assert answer.status_code == status and "+39" not in answer.text
