"""Intake: one reader a source, each from the file as it was sent to rows that the registry can take as drafts."""
