"""A reader of vCard's lines, written from RFC 6350 and RFC 6868 without a look at our writer: an oracle for its tests."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_VALUES = r'(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*'


@dataclass(frozen=True)
class Line:
    """A property as it was read: parameters decoded, the value still raw in `raw` and unescaped in `value`."""

    name: str
    raw: str
    group: str = ""
    params: dict[str, list[str]] = field(default_factory=dict)

    @property
    def value(self) -> str:
        return _unescaped(self.raw)

    def parts(self, separator: str) -> list[str]:
        """The components of a structured value, or the values of a list."""
        parts = [""]
        for token in re.findall(r"\\.|.", self.raw, re.DOTALL):
            if token == separator:
                parts.append("")
            else:
                parts[-1] += token
        return [_unescaped(part) for part in parts]


def lines_of(raw: bytes) -> list[Line]:
    """Unfold (RFC 6350, 3.2) and read every line."""
    text = raw.replace(b"\r\n ", b"").decode()
    assert text.endswith("\r\n")
    return [_line(each) for each in text[:-2].split("\r\n")]


def _line(text: str) -> Line:
    found = re.fullmatch(rf"(?:([A-Za-z0-9-]+)\.)?([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+={_VALUES})*):(.*)", text, re.DOTALL)
    assert found, f"no content line: {text!r}"
    group, name, params, value = found.groups()
    return Line(name, value, group or "", _params(params))


def _params(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, values in re.findall(rf";([A-Za-z0-9-]+)=({_VALUES})", text):
        assert name not in found, f"{name} stands twice"
        found[name] = [_uncareted(value.strip('"')) for value in re.findall(r'"[^"]*"|[^",]+', values)]
    return found


def _uncareted(text: str) -> str:
    return re.sub(r"\^([\^n'])", lambda at: {"^": "^", "n": "\n", "'": '"'}[at[1]], text)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda at: "\n" if at[1] in "nN" else at[1], text)
