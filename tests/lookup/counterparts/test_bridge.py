"""How a caller and an office understand each other: the region of a language tag never stands in the way."""

from __future__ import annotations

from typing import Any

import pytest

from app.directory.reachable import Office
from app.lookup.counterparts.bridge import Speakers, bridge_to

LINE: dict[str, Any] = {"type": "phone", "languages": ["ti"]}


def interpreting(source: str, target: str) -> Office:
    pair = {"source": source, "target": target}
    return Office(
        {"names": [{"text": "Interpreters", "language": "en", "role": "preferred"}], "languages": [], "interpretation": [pair]},
        (),
    )


@pytest.mark.parametrize(("mine", "source"), [("fr", "fr"), ("fr-BE", "fr"), ("fr", "fr-FR")])
def test_an_interpreter_for_my_language_is_found_in_whatever_region_i_speak_it(mine: str, source: str) -> None:
    for office in (interpreting(source, "ti"), interpreting("ti", source)):
        speakers = Speakers((mine,), interpreters=lambda found=office: [found])
        assert bridge_to(Office({"languages": []}, ()), LINE, speakers).kind == "interpreter"


def test_an_interpreter_for_other_languages_bridges_nothing() -> None:
    speakers = Speakers(("prs",), interpreters=lambda: [interpreting("fa", "ti")])
    assert bridge_to(Office({"languages": []}, ()), LINE, speakers).kind == "none"


@pytest.mark.parametrize(("use", "kind"), [(["written"], "none"), (["spoken"], "relay"), ([], "relay")])
def test_who_only_writes_a_language_on_my_side_relays_no_call(use: list[str], kind: str) -> None:
    names = [{"text": "Central Bureau", "language": "en", "role": "preferred"}]
    ours = Office({"names": names, "languages": [{"tag": "ti", "level": None, "use": use}]}, ())
    assert bridge_to(Office({"languages": []}, ()), LINE, Speakers(("en",), own_side=lambda: [ours])).kind == kind
