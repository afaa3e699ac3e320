"""Style sheets and scripts: a closed list, kept for a year by their content, compressed once."""

from __future__ import annotations

import gzip

import pytest

from app.web import static_files
from tests.web.registry import Registry

NAMES = [*static_files.OWN, *(f"vendor/{name}" for name in static_files.VENDOR)]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_with_its_version_is_kept_and_without_is_asked_for_again(name: str) -> None:
    found = static_files.asset(name)
    assert found is not None and found.content
    assert static_files.address(name) == f"/static/{name}?v={found.version}"
    assert gzip.decompress(found.compressed) == found.content


def test_what_is_sent(registry: Registry) -> None:
    browser = registry.browser()
    for name in NAMES:
        lasting = browser.get(static_files.address(name))
        assert lasting.status_code == 200
        assert lasting.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert browser.get(f"/static/{name}?v=other").headers["cache-control"] == "no-cache"
    plain = browser.get("/static/directory.css", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("name", ["vendor/../directory.css", "vendor/htmx.min.js", "", "deps.py", "../deps.py"])
def test_nothing_else_is_served(name: str) -> None:
    assert static_files.asset(name) is None
    with pytest.raises(KeyError):
        static_files.address(name)
