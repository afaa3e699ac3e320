"""Finding whom to call: search, opening hours, counterparts."""
