"""Takes the pictures of README: the main pages of the demo in three languages, as small images with a palette."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyotp
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from app.clock import now
from tests.browser.served import chromium
from tests.browser.small_png import small

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = Path(__file__).resolve().parent / "pictures"
README = ROOT / "README.md"
BEGIN, END = "<!-- screenshots: begin -->\n", "<!-- screenshots: end -->"
LANGUAGES = {"en": "English", "ar": "Arabic", "fr": "French"}
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1000, "height": 640}
SHOWN = {
    "answer": ("officer.ke@demo.example", PHONE, "/counterparts?state=IT&function=som_by_sea&urgent=yes", "Whom to call now"),
    "entry": ("officer.ke@demo.example", PHONE, "", "An office, with both clocks"),
    "regions": ("officer.ke@demo.example", DESK, "/regions", "Region by region"),
    "my-entries": ("focal.it@demo.example", DESK, "/my-entries", "What a focal point keeps"),
}
"""Name of the picture -> who, window, address (empty: the first office of the page before), what it shows."""


def signed_in(browser: Browser, address: str, secrets: Path, who: str) -> BrowserContext:
    """A browser of one of the demo's cast, with a purpose stated."""
    given = json.loads(secrets.read_text())[who]
    code = pyotp.TOTP(given["totp_secret"]).at(now()) if given["totp_secret"] else ""
    context = browser.new_context(reduced_motion="reduce")
    ours = {"Sec-Fetch-Site": "same-origin"}
    form = {"email": who, "password": given["password"], "code": code, "next": "/about"}
    assert context.request.post(f"{address}/sign-in", form=form, headers=ours).ok, f"{who} cannot sign in"
    stated = {"purpose": "rescue_at_sea", "pending": "yes", "next": "/about"}
    context.request.post(f"{address}/purpose", form=stated, headers=ours)
    return context


def take_all(address: str, secrets: Path) -> None:
    """Every page of the list in every language."""
    with sync_playwright() as playwright, chromium(playwright) as browser:
        people = {who: signed_in(browser, address, secrets, who) for who in dict.fromkeys(who for who, *_ in SHOWN.values())}
        pages = {who: context.new_page() for who, context in people.items()}
        for language in LANGUAGES:
            for name, (who, size, path, _) in SHOWN.items():
                page = pages[who]
                page.set_viewport_size(size)  # type: ignore[arg-type]
                to = path or page.locator(".ranked h3 a").first.get_attribute("href") or ""
                page.goto(f"{address}{to}{'&' if '?' in to else '?'}lang={language}")
                (PICTURES / f"{name}-{language}.png").write_bytes(small(page.screenshot()))


def table() -> str:
    """The pictures for README: a line for each page, a column for each language."""
    lines = [f"| | {' | '.join(LANGUAGES.values())} |", "|---|---|---|---|"]
    for name, (_, _, _, says) in SHOWN.items():
        pictures = " | ".join(f"![{says}, {LANGUAGES[tag]}](tests/browser/pictures/{name}-{tag}.png)" for tag in LANGUAGES)
        lines.append(f"| {says} | {pictures} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """`take_pictures [ADDRESS] [CREDENTIALS]`: takes them and puts them into README."""
    address, secrets, *_ = [*sys.argv[1:], *("http://127.0.0.1:8000", "var/demo-credentials.json")[len(sys.argv) - 1 :]]
    take_all(address.rstrip("/"), ROOT / secrets)
    before, _, rest = README.read_text().partition(BEGIN)
    README.write_text(before + BEGIN + table() + END + rest.partition(END)[2])


if __name__ == "__main__":
    main()
