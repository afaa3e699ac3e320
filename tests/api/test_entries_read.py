"""Reading entries through the JSON door."""

from __future__ import annotations

from tests.cast import Registry


def test_x(registry: Registry) -> None:
    e = registry.published()
    a = registry.client("officer.ke").get(f"/api/v1/entries/{e}?purpose=investigation")
    assert a.status_code == 200
    print(a.json())

def test_y(registry: Registry) -> None:
    test_x(registry)
