"""JSON for machines, at /api/v1 (CONTRACT 4)."""
