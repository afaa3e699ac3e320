"""The map of squares: everybody stands on it once, in the own region, and a phone can show it."""

from __future__ import annotations

from app.reference.regions import world
from app.reference.states import state, states
from app.reference.tile_grid import COLUMNS, ROWS, tile_maps


def test_every_member_and_observer_stands_on_one_square_of_its_region() -> None:
    placed = [square.state for squares in tile_maps().values() for square in squares]
    assert sorted(placed) == sorted(each.code for each in states() if each.standing != "area")
    for region, squares in tile_maps().items():
        assert {state(square.state).region for square in squares} == {region}
    assert tuple(tile_maps()) == world().children


def test_no_two_states_share_a_square_and_none_lies_beyond_the_edge() -> None:
    for squares in tile_maps().values():
        assert len({(square.column, square.row) for square in squares}) == len(squares)
        assert all(1 <= square.column <= COLUMNS and 1 <= square.row <= ROWS for square in squares)


def test_neighbours_stand_as_on_a_map() -> None:
    at = {square.state: square for squares in tile_maps().values() for square in squares}
    for west, east in (("PT", "ES"), ("DZ", "TN"), ("IR", "AF"), ("US", "BS"), ("GN", "CI"), ("PG", "SB")):
        assert at[west].column < at[east].column
    for north, south in (("CA", "US"), ("NO", "DK"), ("LY", "TD"), ("BR", "AR"), ("CN", "VN"), ("AU", "NZ")):
        assert at[north].row < at[south].row
