"""Entries of every kind with all their parts filled, and a registry whose focal points are signed in."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from tests.web.filled_form import Sent, form_in
from tests.web.registry import COAST_GUARD, Registry

LIAISON: dict[str, Any] = {
    "kind": "liaison_officer",
    "state": "IT",
    "marking": "TLP:GREEN",
    "names": [{"text": "Liaison officer in Tunis, example", "language": "en", "role": "preferred"}],
    "time_zone": "Africa/Tunis",
    "channels": [
        {
            "type": "mobile",
            "value": "+39 00 0000 0004",
            "hours": {"spans": [{"days": ["mo"], "opens": "22:00", "closes": "06:00"}], "exceptions": []},
            "languages": ["ar", "fr"],
        },
    ],
    "posting": {"host": "TN", "posted_to": "mission", "place": "Tunis", "accredited_to": ["TN", "LY"], "since": "2026-01-01"},
    "holder": {
        "names": [
            {"text": "Example Person", "language": "en", "role": "preferred"},
            {"text": "مثال", "language": "ar", "role": "preferred", "script": "Arab"},
        ],
        "since": "2026-01-01",
        "publish_name": True,
    },
    "consents": [{"recipient": "sherloc", "up_to": "TLP:GREEN"}],
    "audience": {"kind": "region", "of": ["150"], "except_states": ["FR"]},
}
PROSECUTOR: dict[str, Any] = {
    "kind": "prosecutor",
    "state": "IT",
    "marking": "TLP:AMBER",
    "names": [{"text": "Prosecutor, example", "language": "en", "role": "preferred"}],
    "specialisations": ["som_prosecution"],
    "networks": ["EJN"],
    "jurisdiction": ["IT-82"],
    "channels": [{"type": "email", "value": "prosecutor@justice.example", "marking": "TLP:AMBER+STRICT"}],
}
NGO: dict[str, Any] = {
    "kind": "ngo",
    "state": "IT",
    "marking": "TLP:GREEN",
    "names": [{"text": "Aid, example", "language": "en", "role": "preferred"}],
    "channels": [{"type": "email", "value": "help@aid.example"}],
    "services": [{"name": "Shelter", "description": "Beds", "eligibility": "All", "areas": ["IT", "MT"]}],
}
INTERPRETER: dict[str, Any] = {
    "kind": "interpreter",
    "state": "IT",
    "marking": "TLP:GREEN",
    "names": [{"text": "Interpreter, example", "language": "en", "role": "preferred"}],
    "channels": [{"type": "phone", "value": "+39 00 0000 0005"}],
    "interpretation": [{"source": "ti", "target": "it", "mode": ["phone", "video"], "sworn": True}],
}
OF_EACH_KIND = (COAST_GUARD, LIAISON, PROSECUTOR, NGO, INTERPRETER)


def with_keepers(registry: Registry) -> Registry:
    """The registry with its keepers signed in: a session is opened before anything is written."""
    for name in ("focal.it", "focal2.it", "coordinator"):
        registry.token(name)
    return registry


def edit_form(browser: TestClient, entry_id: str) -> Sent:
    """The edit form of an entry as it stands."""
    return form_in(browser.get(f"/entries/{entry_id}/edit").text, f"/entries/{entry_id}/edit")


def saved(browser: TestClient, entry_id: str, form: Sent) -> Any:
    """Send the edit form with its save button."""
    return browser.post(f"/entries/{entry_id}/edit", data={**form, "save": "1"})


def entry(browser: TestClient, entry_id: str) -> dict[str, Any]:
    """The entry as the API gives it to its keeper, for comparison."""
    token = browser.cookies["session"]
    answer = browser.get(f"/api/v1/entries/{entry_id}", headers={"Authorization": f"Bearer {token}"})
    found: dict[str, Any] = answer.json()
    return found
