"""Who consulted an entry, for its keeper."""

from __future__ import annotations

from tests.web.kept import with_keepers
from tests.web.registry import Registry


def look(registry: Registry, entry_id: str) -> None:
    """An officer of Kenya opens the entry for an investigation."""
    officer = registry.browser("officer.ke")
    bearer = {"Authorization": f"Bearer {registry.token('officer.ke')}"}
    assert officer.get(f"/api/v1/entries/{entry_id}?purpose=investigation", headers=bearer).status_code == 200


def test_the_keeper_reads_state_role_purpose_and_channels_but_no_person(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    look(registry, entry_id)
    page = registry.browser("focal.it").get(f"/entries/{entry_id}/disclosures").text
    assert "Kenya" in page and "Officer" in page and "Investigation" in page and "Watch room" in page
    assert "officer.ke" not in page and "+390000000001" not in page


def test_an_entry_that_nobody_opened_says_so(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    assert "Nobody has consulted this entry yet." in registry.browser("focal.it").get(f"/entries/{entry_id}/disclosures").text


def test_others_do_not_learn_who_looked(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    for name in ("focal.tn", "officer.ke"):
        assert registry.browser(name).get(f"/entries/{entry_id}/disclosures").status_code == 403
