"""Who may do what, to which entries and channels."""
