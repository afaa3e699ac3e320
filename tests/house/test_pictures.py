"""README's pictures are there, in three languages, and small."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_BYTES = 1_000_000


def test_the_pictures_of_the_readme_exist_in_three_languages_and_are_small() -> None:
    shown = re.findall(r"!\[[^\]]*\]\(([^)]+\.png)\)", (ROOT / "README.md").read_text())
    kept = {str(path.relative_to(ROOT)) for path in (ROOT / "tests/browser/pictures").glob("*.png")}
    assert set(shown) == kept
    assert {path[-6:-4] for path in kept} == {"en", "ar", "fr"}
    assert len(kept) % 3 == 0
    assert sum((ROOT / path).stat().st_size for path in kept) < MOST_BYTES
    assert all((ROOT / path).read_bytes()[:4] == b"\x89PNG" for path in kept)
