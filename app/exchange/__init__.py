"""Exchange: what others send comes in (intake), what portals and partners take goes out (formats)."""
