"""Reminders and notices: what falls due or changed becomes mail."""
