"""A focal point's quarter of an hour: record, publish with a colleague, correct, redirect, hide, withdraw; nobody abroad can."""

from __future__ import annotations

from datetime import timedelta

from app.audit.chain import verify
from app.clock import now, set_to
from tests.cast import Registry
from tests.factories import PHONE, entry_data

ENTRIES = "/api/v1/entries"


def test_a_focal_point_keeps_an_entry_from_draft_to_withdrawal(registry: Registry) -> None:
    keeper, second, officer = (registry.client(who) for who in ("focal.it", "focal2.it", "officer.ke"))
    made = keeper.post(ENTRIES, json=entry_data())
    path = f"{ENTRIES}/{made.json()['id']}"
    assert officer.get(f"{path}?purpose=test").status_code == 404

    publish = keeper.patch(path, json={"status": "published"}, headers={"If-Match": made.headers["etag"]}).json()["id"]
    evidence = {"called_back_on": "+390000000009", "note": "number from the printed list"}
    assert keeper.post(f"/api/v1/proposals/{publish}/approve", json=evidence).status_code == 403
    assert second.post(f"/api/v1/proposals/{publish}/approve", json=evidence).json()["state"] == "published"
    assert officer.get(f"{path}?purpose=test").status_code == 200

    corrected = keeper.patch(path, json={"purpose": "Answers by day and night."}, headers={"If-Match": '"2"'})
    assert corrected.headers["etag"] == '"3"'
    assert keeper.post(f"{path}/confirm", json={}).json()["freshness"]["state"] == "confirmed"

    channels = keeper.get(path).json()["channels"]
    channels[0]["value"] = "+390000000002"
    redirect = second.patch(path, json={"channels": channels}, headers={"If-Match": '"3"'}).json()["id"]
    assert keeper.post(f"/api/v1/proposals/{redirect}/approve", json={"called_back_on": PHONE}).json()["state"] == "approved"
    assert officer.get(f"{path}?purpose=test").json()["channels"][0]["value"] == PHONE
    due = now() + timedelta(hours=25)
    with set_to(lambda: due):
        registry.tokens.clear()
        keeper, officer = registry.client("focal.it"), registry.client("officer.ke")
        assert officer.get(f"{path}?purpose=test").json()["channels"][0]["value"] == "+390000000002"
        assert keeper.patch(path, json={"status": "suspended"}, headers={"If-Match": '"4"'}).status_code == 200
        assert officer.get(f"{path}?purpose=test").status_code == 404
        assert keeper.delete(path, headers={"If-Match": '"5"'}).status_code == 204
        told = [version["kind"] for version in keeper.get(f"{path}/history").json()["items"]]
    assert told == ["withdrawn", "suspended", "revised", "revised", "published", "registered"]
    with registry.reading() as session:
        assert verify(session).whole


def test_a_focal_point_of_another_state_cannot_read_change_confirm_or_withdraw(registry: Registry) -> None:
    published, draft = registry.published(), registry.draft()
    tunisian, at = registry.client("focal.tn"), {"If-Match": '"1"'}
    for entry_id, status in ((draft, 404), (published, 403)):
        path = f"{ENTRIES}/{entry_id}"
        assert tunisian.patch(path, json={"purpose": "Mine."}, headers=at).status_code == status
        assert tunisian.delete(path, headers=at).status_code == status
        assert tunisian.post(f"{path}/confirm", json={}).status_code == status
        assert tunisian.get(f"{path}/history").status_code == status
        assert tunisian.get(f"{path}/disclosures").status_code == status
    assert tunisian.get(f"{ENTRIES}/{draft}?purpose=test").status_code == 404
    assert tunisian.get(f"{ENTRIES}?status=draft").json()["items"] == []
    assert tunisian.post(ENTRIES, json=entry_data()).status_code == 403
