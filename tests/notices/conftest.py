"""The cast's registry, with its mail going to a real server on the loopback."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cast import Registry, cast_url, registry_with
from tests.sink import Sink, sink

__all__ = ["cast_url", "registry_with", "sink"]


@pytest.fixture
def registry(registry_with: Callable[..., Registry], sink: Sink) -> Registry:
    """The test's registry."""
    return registry_with(smtp_url=sink.url, base_url="https://directory.example")
