"""On which footing two States meet: who is bound by the Protocol since when, and which designation is on file."""

from __future__ import annotations

from collections.abc import Iterable

from app.directory.reachable import Office
from app.lookup.counterparts.question import Question
from app.lookup.counterparts.said import Said
from app.reference import treaties

ARTICLES: dict[str, tuple[str, str]] = {
    "extradition": ("UNTOC", "16"),
    "transfer_sentenced_persons": ("UNTOC", "17"),
    "mla": ("UNTOC", "18.13"),
    "joint_investigation": ("UNTOC", "19"),
    "law_enforcement_cooperation": ("UNTOC", "27"),
    "som_by_sea": ("SOM", "8.6"),
    "som_investigation": ("SOM", "10"),
    "travel_document_verification": ("SOM", "13"),
    "readmission_return": ("SOM", "18"),
    "drugs_by_sea": ("UN1988", "17"),
    "trafficking_in_persons": ("TIP", "10"),
    "firearms": ("FIREARMS", "13.2"),
    "asset_recovery": ("UNCAC", "55"),
    "prevention_corruption": ("UNCAC", "6"),
    "e_evidence_preservation": ("BUDAPEST", "35"),
}
"""The article that rules each matter, as far as one does."""

TO_BE_DESIGNATED = ("som_by_sea", "drugs_by_sea", "mla")
"""Matters for which every Party must name an authority (SOM art. 8(6); 1988 Convention art. 17(7); UNTOC art. 18(13))."""


def footing(question: Question, offices: Iterable[Office]) -> tuple[Said, ...]:
    """What is known of the treaty between the two States, and whether the State asked has designated an authority."""
    if question.state is None:
        return ()
    return (_bound(question.state, question.from_state), *_designation(question, offices))


def _bound(there: str, mine: str | None) -> Said:
    theirs, ours = treaties.status("SOM", there), treaties.status("SOM", mine) if mine else None
    if theirs is None:
        return Said("not_known", {"state": ("state", there)})
    if theirs.standing != "party":
        return Said("not_party", {"state": ("state", there), "day": ("day", theirs.as_of)})
    if mine is None or mine == there:
        return Said("is_party", {"state": ("state", there)})
    if ours is None:
        return Said("not_known", {"state": ("state", mine)})
    if ours.standing != "party":
        return Said("not_party", {"state": ("state", mine), "day": ("day", ours.as_of)})
    names = {"state": ("state", there), "other": ("state", mine)}
    if theirs.bound_on and ours.bound_on:
        return Said("both_parties", {**names, "day": ("day", max(theirs.bound_on, ours.bound_on))})
    known = [day for each in (theirs, ours) if (day := each.bound_on or each.party_by)]
    return Said("both_parties_by", {**names, "day": ("day", max(known))})


def _designation(question: Question, offices: Iterable[Office]) -> tuple[Said, ...]:
    if question.function not in TO_BE_DESIGNATED:
        return ()
    instrument, article = ARTICLES[question.function]
    on_file = any(
        (each["instrument"], each["article"]) == (instrument, article)
        for office in offices
        if office.card["state"] == question.state
        for each in office.card["designations"]
    )
    values = {"state": ("state", question.state), "article": ("article", f"{instrument}:{article}")}
    missing = "no_central" if question.function == "mla" else "no_designation"  # the Convention, art. 18(13), says both
    return (Said("designation_on_file" if on_file else missing, values),)
