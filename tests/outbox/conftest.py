"""A real mail server on the loopback for every test in this folder, and the cast's registry."""

from tests.cast import cast_url, registry, registry_with
from tests.sink import sink

__all__ = ["cast_url", "registry", "registry_with", "sink"]
