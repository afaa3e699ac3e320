"""The cast of people, for tests of looking up."""

from tests.cast import cast_url, registry, registry_with

__all__ = ["cast_url", "registry", "registry_with"]
