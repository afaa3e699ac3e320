"""Read-only CardDAV (RFC 6352): an officer's address book on the telephone."""
