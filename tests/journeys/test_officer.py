"""An officer looks up a counterpart at night: region by region to a number, and the auditor sees it afterwards."""

from __future__ import annotations

from tests.cast import Registry, mailbox
from tests.factories import FULL, PHONE, mail, named, phone


def test_an_officer_finds_a_counterpart_and_the_auditor_sees_who_asked_for_what(registry: Registry) -> None:
    prosecution = {
        "kind": "prosecutor",
        "authority_type": None,
        "names": named("Specialised prosecutor of Example"),
        "designations": [{"instrument": "SOM", "article": "10", "function": "som_prosecution"}],
        "channels": [phone(PHONE, contexts=["urgent"]), mail("cases@prosecutor.example", marking="TLP:AMBER+STRICT")],
    }
    wanted = registry.published(**prosecution)
    registry.published(**{**FULL, "designations": []})

    signed_in = registry.client().post("/api/v1/sessions", json=registry.credentials("officer.ke"))
    assert signed_in.status_code == 201
    officer = registry.client()
    officer.headers["Authorization"] = f"Bearer {signed_in.json()['token']}"

    world = officer.get("/api/v1/regions").json()
    europe = next(child for child in world["children"] if child["code"] == "150")
    assert (world["entries"], europe["entries"]) == (2, 2)

    found = officer.get("/api/v1/entries?state=IT&function=som_prosecution").json()
    assert [item["id"] for item in found["items"]] == [wanted]
    assert "channels" not in found["items"][0]

    assert officer.get(f"/api/v1/entries/{wanted}").status_code == 422
    whole = officer.get(f"/api/v1/entries/{wanted}?purpose=life_at_risk&case_ref=pending").json()
    assert [channel["value"] for channel in whole["channels"]] == [PHONE]

    trail = registry.client("auditor").get(f"/api/v1/audit?entry={wanted}&kind=entry:consulted").json()["items"]
    assert [(row["actor"], row["purpose"], row["role"]) for row in trail] == [(mailbox("officer.ke"), "life_at_risk", "officer")]
    assert trail[0]["fields"] == [whole["channels"][0]["id"]]

    assert officer.get("/api/v1/audit").status_code == 403
    assert officer.patch(f"/api/v1/entries/{wanted}", json={"purpose": "x"}, headers={"If-Match": '"2"'}).status_code == 403
    assert officer.get("/api/v1/proposals").status_code == 403

    assert officer.delete("/api/v1/sessions/current").status_code == 204
    assert officer.get("/api/v1/entries").status_code == 401
