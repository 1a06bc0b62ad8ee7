"""The map's cells: every point of a cell is nearest to its own centre."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from hanamizuki.site.town_map import REACH, cells, path, projection

CENTRES = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 400)).map(lambda p: (float(p[0]), float(p[1]))),
    min_size=1,
    max_size=25,
    unique=True,
)


@settings(max_examples=60)
@given(CENTRES)
def test_a_cell_holds_what_is_nearest_to_its_centre(centres: list[tuple[float, float]]) -> None:
    for centre, polygon in zip(centres, cells(centres), strict=True):
        assert len(polygon) >= 3
        for corner in polygon:
            own = math.dist(centre, corner)
            assert own <= REACH + 1e-6
            assert all(own <= math.dist(other, corner) + 1e-6 for other in centres)


@given(st.floats(35.48, 35.57), st.floats(139.58, 139.66))
def test_projection_round_trip(lat: float, lon: float) -> None:
    p = projection([(35.48, 139.58), (35.57, 139.66)])
    back = p.degrees(*p.xy(lat, lon))
    assert math.isclose(back[0], lat, abs_tol=1e-9) and math.isclose(back[1], lon, abs_tol=1e-9)


def test_path_of_nothing_is_empty() -> None:
    assert path([]) == ""
