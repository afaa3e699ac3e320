"""A form as a browser would send it: what stands in its fields when nobody touches them."""

from __future__ import annotations

from html.parser import HTMLParser

Sent = dict[str, list[str]]


class _Reader(HTMLParser):
    """Collects the controls of the form whose action is wanted, as HTML 4.10.21.4 constructs the entry list."""

    def __init__(self, action: str) -> None:
        super().__init__(convert_charrefs=True)
        self.action = action
        self.inside = False
        self.sent: Sent = {}
        self.select: str | None = None
        self.area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "form":
            self.inside = found.get("action") == self.action
        if not self.inside:
            return
        if tag == "input" and name:
            if found.get("type") not in ("checkbox", "radio") or "checked" in found:
                self.sent.setdefault(name, []).append(found.get("value") or "")
        elif tag == "select":
            self.select = name
            self.sent[name] = [""]
        elif tag == "option" and self.select and "selected" in found:
            self.sent[self.select] = [found.get("value") or ""]
        elif tag == "textarea":
            self.area = name
            self.sent[name] = [""]

    def handle_data(self, data: str) -> None:
        if self.inside and self.area:
            self.sent[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.area:
            self.sent[self.area][0] = self.sent[self.area][0].removeprefix("\n")
            self.area = None


def form_in(html: str, action: str) -> Sent:
    """The fields of the form with this action. A page without it is a failure."""
    reader = _Reader(action)
    reader.feed(html)
    assert reader.sent, f"no form with the action {action} on this page"
    return reader.sent


def changed(sent: Sent, **fields: str | list[str]) -> Sent:
    """The same form with other values; `__` stands for the dot in a field's name, as in `channels__0__value`."""
    values = {name.replace("__", "."): [text] if isinstance(text, str) else text for name, text in fields.items()}
    return {**sent, **values}
