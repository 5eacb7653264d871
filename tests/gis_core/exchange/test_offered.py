"""The coordinate systems that a person is offered: those used at the place, whichever place it is."""

from __future__ import annotations

import pytest

from gis_core import crs as systems
from gis_core.exchange.offered import Use, offered
from gis_core.place import Place, parse_place

NAMES = {"zh": "某地", "en": "Somewhere"}


def place(survey: str, extent: list[float], **crs: object) -> Place:
    """A place that is surveyed in a system."""
    document = {"name": NAMES, "crs": {"survey": survey, "name": NAMES, **crs}, "map": {"extent": extent}}
    return parse_place(document | {"time": {"zone": "UTC"}}, source="place.toml")


MATIAN = [113.86, 22.735, 113.925, 22.80]


@pytest.mark.parametrize(
    ("survey", "extent", "names"),
    [
        ("EPSG:4547", MATIAN, ["EPSG:4547", "EPSG:4526", "EPSG:4490", "EPSG:4326", "EPSG:3857", "GCJ-02", "BD-09"]),
        ("EPSG:4526", MATIAN, ["EPSG:4526", "EPSG:4547", "EPSG:4490", "EPSG:4326", "EPSG:3857", "GCJ-02", "BD-09"]),
        ("EPSG:5514", [14.2, 50.0, 14.6, 50.2], ["EPSG:5514", "EPSG:4156", "EPSG:4326", "EPSG:3857"]),
        ("EPSG:32633", [14.2, 50.0, 14.6, 50.2], ["EPSG:32633", "EPSG:4326", "EPSG:3857"]),
        ("EPSG:25832", [9.0, 50.0, 9.5, 50.5], ["EPSG:25832", "EPSG:4647", "EPSG:4258", "EPSG:4326", "EPSG:3857"]),
        ("EPSG:5179", [126.9, 37.4, 127.1, 37.6], ["EPSG:5179", "EPSG:4737", "EPSG:4326", "EPSG:3857"]),
    ],
)
def test_what_is_offered_is_what_the_place_uses(survey: str, extent: list[float], names: list[str]) -> None:
    here = place(survey, extent)
    found = offered(here)
    assert [one.crs for one in found] == names
    assert found[0].use is Use.SURVEY
    assert [systems.parse(one.crs, here).name for one in found] == names
    assert all(one.crs in one.label.zh and one.crs in one.label.en for one in found)


def test_labels_say_the_zone_and_how_far_off_degrees_may_be() -> None:
    labels = {one.crs: one.label.en for one in offered(place("EPSG:4547", MATIAN))}
    assert labels["EPSG:4526"] == "EPSG:4526 (with zone prefix 38)"
    assert labels["EPSG:4326"] == "EPSG:4326 (WGS 84, degrees, off by up to 1 m)"
    prague = {one.crs: one.label.en for one in offered(place("EPSG:32633", [14.2, 50.0, 14.6, 50.2]))}
    assert prague["EPSG:4326"] == "EPSG:4326 (WGS 84, degrees)"


def test_the_independent_system_is_offered_where_its_parameters_are_known() -> None:
    secret = {"transformation": "+proj=affine +xoff=1 +yoff=2"}
    found = offered(place("EPSG:4547", MATIAN, independent=secret))
    assert found[-1].use is Use.INDEPENDENT
    assert found[-1].crs == systems.INDEPENDENT
