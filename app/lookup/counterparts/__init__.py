"""Whom to call right now, about this, in a language we share: the ranked answer and how it comes about."""
