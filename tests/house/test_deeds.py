"""The signature tells: a deed that a door calls with `by` asks the policy and writes the trail (DESIGN 1)."""

from __future__ import annotations

import ast

from tests.house.source import Sources, nodes, sources

ASKS = {"require", "why_not", "narrow"}
TELLS = {"record", "disclose"}
CAPABILITIES = ("app/accounts", "app/directory", "app/exchange", "app/lookup", "app/notices", "app/outbox")
DOORS = ("app/api", "app/web", "app/cli")

Function = ast.FunctionDef | ast.AsyncFunctionDef

DO_NOT_ASK: dict[str, str] = {
    "enrol": "the owner of an account, or the operator: no role can be granted another person's second factor",
    "set_own_hours": "the own clock and hours: no role can be granted another's",
    "step_up": "shows a factor of the own session",
    "end_session": "ends the own session",
    "end_delegation": "giver and deputy each end what binds them: asked of the row, no role can be granted another's",
    "act_for": "the own session of the deputy whom the delegation names; what it may do then is asked at every act",
    "act_for_oneself": "ends that in the own session",
    "publish_due": "the clock acts; that author and approver may still do so is asked of both again",
    "set_fact": "only `directory demo` and `directory setup` state facts, as the operator",
}
"""Deeds that do not ask the policy table, each with the reason. They are recorded all the same."""

DO_NOT_TELL: dict[str, str] = {
    "due_recipients": "lists whom the nightly job serves; each edition that follows is recorded",
}
"""Deeds that write nothing and disclose nothing."""


def deeds_that_do_not(capabilities: Sources, doors: Sources, wanted: set[str]) -> set[str]:
    """Deeds that call none of `wanted`, nor hand `by` on to a function that does."""
    functions = {node.name: node for _, node in nodes(capabilities) if isinstance(node, Function)}
    doing = {name for name, function in functions.items() if wanted & _called(function)}
    while more := {n for n, f in functions.items() if n not in doing and doing & _called(f, handing_on="by")}:
        doing |= more
    return deeds(capabilities, doors) - doing


def deeds(capabilities: Sources, doors: Sources) -> set[str]:
    """Functions of a capability that take a keyword `by` and that a door calls so; others are steps of deeds."""
    taking = {
        node.name
        for _, node in nodes(capabilities)
        if isinstance(node, Function) and "by" in {argument.arg for argument in node.args.kwonlyargs}
    }
    calls = [node for _, node in nodes(doors) if isinstance(node, ast.Call)]
    return taking & {_name(call) for call in calls if "by" in {keyword.arg for keyword in call.keywords}}


def _called(function: Function, *, handing_on: str | None = None) -> set[str]:
    """Names of what a function calls; with `handing_on`, only calls that are given the variable of that name."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    if handing_on is not None:
        calls = [call for call in calls if handing_on in _given(call)]
    return {_name(call) for call in calls}


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _given(call: ast.Call) -> set[str]:
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    return {value.id for value in values if isinstance(value, ast.Name)}


def test_every_deed_asks_the_policy() -> None:
    silent = deeds_that_do_not(sources(*CAPABILITIES), sources(*DOORS), ASKS)
    assert silent - set(DO_NOT_ASK) == set()


def test_every_deed_is_recorded() -> None:
    assert deeds_that_do_not(sources(*CAPABILITIES), sources(*DOORS), TELLS) - set(DO_NOT_TELL) == set()


def test_there_are_deeds_to_check() -> None:
    assert len(deeds(sources(*CAPABILITIES), sources(*DOORS))) >= 12


def test_a_planted_deed_without_policy_or_trail_is_found() -> None:
    capabilities = {
        "app/directory/good.py": (
            "def hide(session, *, by):\n    _load(session, by=by)\n    record(session, 'x', by=by)\n"
            "def _load(session, *, by):\n    require(by, 1)\n"
        ),
        "app/directory/bad.py": (
            "def publish(session, *, by):\n    record(session, 'x', by=by)\n    _load(session, by=operator())\n"
            "def revise(session, *, by):\n    require(by, 1)\n"
            "def step(session, *, by):\n    pass\n"
        ),
    }
    doors = {"app/api/x.py": "hide(s, by=a)\nbad.publish(s, by=a)\nrevise(s, by=a)\nstep(s)\n"}
    assert deeds(capabilities, doors) == {"hide", "publish", "revise"}
    assert deeds_that_do_not(capabilities, doors, ASKS) == {"publish"}
    assert deeds_that_do_not(capabilities, doors, TELLS) == {"revise"}
