"""The registry itself: entries with all their parts, and what may be done with them."""
