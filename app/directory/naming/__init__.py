"""Names in any script, read as words, letters and sounds, so that one person's name in two scripts can meet itself."""
