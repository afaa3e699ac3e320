"""The practitioner contact directory against migrant smuggling."""

__version__ = "0.1.0"
