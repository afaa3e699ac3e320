"""Alive, ready, numbers."""

from __future__ import annotations

from sqlalchemy import text  # noqa: TID251 - the schema is made wrong below the program

from tests.api.problems import problem
from tests.cast import Registry


def test_a_running_service_is_alive_and_ready(registry: Registry) -> None:
    client = registry.client()
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {"status": "ready"}
    assert client.get("/metrics").text.startswith("# HELP")


def test_a_database_with_another_schema_is_not_ready(registry: Registry) -> None:
    with registry.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "migrate" in problem(registry.client().get("/readyz"), 503)["detail"]
    assert registry.client().get("/healthz").status_code == 200


def test_every_answer_carries_headers_that_keep_it_out_of_frames_caches_and_indexes(registry: Registry) -> None:
    for path in ("/healthz", "/api/v1/me", "/api/v1/nothing"):
        headers = registry.client().get(path, headers={"X-Request-ID": "request-0001"}).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert "noindex" in headers["x-robots-tag"]
        assert headers["x-request-id"] == "request-0001"
    assert registry.client().get("/healthz", headers={"X-Request-ID": "a\tb"}).headers["x-request-id"] != "a\tb"
