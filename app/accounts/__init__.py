"""People, keys and sessions: who is who, and how they come in."""
