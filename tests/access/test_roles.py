"""The one table, as text and as data."""

from __future__ import annotations

from app.access.actor import ROLES as ACTOR_ROLES
from app.access.roles import GRANTS, ROLES, Grant, Permission, Scope, grant, policy_rows


def test_every_role_has_a_row_of_grants_and_a_sentence() -> None:
    assert set(GRANTS) == set(ROLES) == set(ACTOR_ROLES)


def test_what_is_not_in_the_table_is_not_allowed() -> None:
    assert grant("officer", Permission.ENTRY_REVISE) is None
    assert grant("nobody", Permission.ENTRY_FIND) is None


def test_every_permission_belongs_to_somebody_and_stands_in_the_printed_table() -> None:
    header, *rows = policy_rows()
    assert header == ("permission", *GRANTS)
    assert [row[0] for row in rows] == [p.name for p in Permission]
    assert all(set(row[1:]) != {"-"} for row in rows)


def test_a_cell_says_scope_second_person_fresh_factor_purpose_and_ceiling() -> None:
    assert Grant(Scope.OWN, second=True, fresh=True).short() == "own 2W"
    assert Grant(Scope.ALL, purpose=True).short() == "all P"
    assert Grant(Scope.ALL, ceiling="TLP:GREEN").short() == "all <=TLP:GREEN"


def test_whoever_approves_needs_a_second_person_and_a_fresh_factor() -> None:
    for role in ("focal_point", "coordinator"):
        approving = grant(role, Permission.ENTRY_APPROVE)
        assert approving is not None and approving.second and approving.fresh


def test_an_administrator_reads_no_channel_and_an_auditor_no_entry() -> None:
    assert grant("administrator", Permission.CHANNEL_REVEAL) is None
    assert grant("auditor", Permission.ENTRY_FIND) is None
    assert grant("operator", Permission.CHANNEL_REVEAL) is None
