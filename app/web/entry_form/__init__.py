"""The form of an entry: what it asks, what was typed, and the change that this makes."""
