"""Pages are compressed, but never for a page of another site that would measure their length."""

from __future__ import annotations

import gzip

import brotli
import pytest

from app.web.packing import MOST_PADDING, pack, pack_small
from tests.web.registry import Registry


def encoding(registry: Registry, path: str, headers: dict[str, str]) -> str | None:
    browser = registry.browser("officer.ke")
    del browser.headers["Sec-Fetch-Site"]
    return browser.get(path, headers=headers).headers.get("content-encoding")


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_page_with_contacts_is_compressed_when_it_was_asked_for_from_here(registry: Registry, site: str) -> None:
    assert encoding(registry, "/account", {"Sec-Fetch-Site": site}) == "br"


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": ""}, {}]
)
def test_another_site_learns_nothing_from_the_length_of_a_page_with_contacts(registry: Registry, headers: dict[str, str]) -> None:
    assert encoding(registry, "/account", headers) is None
    assert encoding(registry, "/about", headers) == "br"


def test_who_reads_no_brotli_gets_gzip(registry: Registry) -> None:
    assert encoding(registry, "/account", {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip;q=1.0, deflate"}) == "gzip"


def test_who_reads_neither_gets_plain_text(registry: Registry) -> None:
    assert encoding(registry, "/account", {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "identity"}) is None


def test_what_is_packed_is_the_same_and_of_no_fixed_length() -> None:
    packed = [pack(b"the same text " * 40) for _ in range(60)]
    assert {gzip.decompress(each) for each in packed} == {b"the same text " * 40}
    lengths = [len(each) for each in packed]
    assert 5 < len(set(lengths)) <= MOST_PADDING + 1 and max(lengths) - min(lengths) <= 2 * MOST_PADDING


def test_a_page_in_brotli_is_the_same_but_for_a_comment_of_no_fixed_length() -> None:
    page = b"<p>the same text</p>" * 40
    packed = [pack_small(page) for _ in range(60)]
    for each in packed:
        before, _, comment = brotli.decompress(each).partition(b"<!--")
        assert before == page and comment.endswith(b"-->")
    lengths = [len(each) for each in packed]
    assert len(set(lengths)) > 5 and max(lengths) - min(lengths) <= 2 * MOST_PADDING
