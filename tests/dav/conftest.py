"""The cast's registry, for every test in this folder."""

from tests.cast import cast_url, registry, registry_with

__all__ = ["cast_url", "registry", "registry_with"]
