"""Whose copy an edition is: a line that people read, in files that people read, and the recipient's code in files for machines.

It alters no data: PRODID of vCard, jCard and JSContact, `copy_for` of entries.json, the audience of the JSON-LD graph name the
recipient; datapackage.json, the Readme sheet, the booklet's footer and the RTF name recipient and edition. The CSV files carry
nothing of their own (a comment would be a row), datapackage.json speaks for them.
"""

from __future__ import annotations

from app.exchange.formats.manifest import EditionAbout


def edition_line(about: EditionAbout) -> str:
    """Marking, recipient, number and days of an edition, and which one it replaces; one line in English."""
    parts = (
        about.highest_marking,
        f"copy for {about.recipient}",
        f"edition {about.sequence} of {about.issued:%Y-%m-%d}",
        f"expires {about.expires:%Y-%m-%d}",
        f"replaces edition {about.sequence - 1}" if about.previous else "replaces no edition",
    )
    return " · ".join(parts)


def signature_comment(about: EditionAbout) -> str:
    """The trusted comment of the signature: what must not be exchanged for another edition's or recipient's."""
    return f"edition {about.sequence} for {about.recipient}, issued {about.issued:%Y-%m-%dT%H:%M:%SZ}"
