"""The holder has changed: one short form, and the post's page stays."""

from __future__ import annotations

from app.clock import today
from tests.web.kept import with_keepers
from tests.web.registry import Registry

HOLDER = {"names": [{"text": "Esempio Uno", "language": "it"}], "publish_name": True}


def test_a_successor_takes_the_place_of_the_former_holder(registry: Registry) -> None:
    entry_id = with_keepers(registry).published(holder=HOLDER)
    keeper = registry.browser("focal.it")
    assert "Esempio Uno" in keeper.get(f"/entries/{entry_id}").text
    assert keeper.get(f"/entries/{entry_id}/holder").status_code == 200
    sent = {"version": "2", "leaves_on": today().isoformat(), "successor": "Esempio Due", "publish_name": "yes"}
    answer = keeper.post(f"/entries/{entry_id}/holder", data=sent)
    page = keeper.get(answer.headers["location"]).text
    assert "Esempio Due" in page and "Esempio Uno" not in page and "The post keeps its page" in page


def test_a_vacant_post_says_since_when(registry: Registry) -> None:
    entry_id = with_keepers(registry).published(holder=HOLDER)
    keeper = registry.browser("focal.it")
    keeper.post(f"/entries/{entry_id}/holder", data={"version": "2", "leaves_on": "2026-01-31", "successor": ""})
    page = keeper.get(f"/entries/{entry_id}").text
    assert "Vacant since" in page and "Esempio Uno" not in page


def test_a_wrong_day_is_named_at_its_field_and_nothing_typed_is_lost(registry: Registry) -> None:
    entry_id = with_keepers(registry).published(holder=HOLDER)
    keeper = registry.browser("focal.it")
    answer = keeper.post(f"/entries/{entry_id}/holder", data={"version": "2", "leaves_on": "soon", "successor": "Esempio Due"})
    assert answer.status_code == 422 and "a day such as" in answer.text and "Esempio Due" in answer.text


def test_who_keeps_nothing_changes_no_holder(registry: Registry) -> None:
    entry_id = with_keepers(registry).published(holder=HOLDER)
    officer = registry.browser("officer.ke")
    assert officer.get(f"/entries/{entry_id}/holder").status_code == 403
    assert officer.post(f"/entries/{entry_id}/holder", data={"leaves_on": "2026-01-31"}).status_code == 403
