"""Formats: entries as plain data in, bytes of one file format out; pure and deterministic."""
