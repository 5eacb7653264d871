"""Sheets of another place: its own survey CRS, its letters and signs, no word of ours about heights."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import Polygon, box

from gis_core import db
from gis_core.cartography.scene import Scene, Text
from gis_core.cartography.sheets.export import make
from gis_core.cartography.sheets.plan import planned
from gis_core.cartography.sheets.request import read_request
from gis_core.cartography.sheets.sheet import compose
from gis_core.cartography.sheets.template import all_templates
from gis_core.instance import Instance
from gis_core.place import Names
from tests import elsewhere
from tests.elsewhere import corner
from tests.gis_core.cartography.sample_run import keep_run

AT = "2024-12-31"


@pytest.fixture(scope="module", params=["EPSG:5514", "EPSG:32633"])
def prague(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance of Prague with four parcels, two of them in a project, under one survey CRS or another."""
    with elsewhere.prague(tmp_path_factory.mktemp("prague") / "home", request.param) as instance:
        yield instance


ORDERS = {
    "siting": {},
    "overview": {"paper": "A3"},
    "change": {"project": "B1", "since": "2023-12-31"},
    "parcel": {"each_feature": "parcels", "filter": "code = 'B-1'"},
}


def scenes(instance: Instance, template: str, language: str) -> list[Scene]:
    asked = {"template": template, "at": AT, "language": language, **ORDERS.get(template, {"project": "B1"})}
    with db.connect(instance, who="tester", acting_as="administrator") as connection:
        if template == "siting":
            asked["run"] = keep_run(connection, ["B-0", "B-1", "B-2"])
        plan = planned(connection, instance.place, read_request(asked))
        found = compose(plan.desk, next(plan.sheets(plan.laid())))
        connection.rollback()
    return found


def said(found: list[Scene], layer: str) -> list[str]:
    layers = [one for scene in found for one in scene.layers if one.name == layer]
    return [item.text for one in layers for item in one.items if isinstance(item, Text)]


@pytest.mark.parametrize("template", sorted(all_templates()))
def test_every_template_draws_a_sheet_that_says_what_is_true_there(prague: Instance, template: str) -> None:
    for language, nothing_of in (("zh", "1985国家高程基准"), ("en", "Height Datum")):
        found = scenes(prague, template, language)
        panel = said(found, "panel")
        assert any(f"({prague.place.crs.survey})" in text.replace("（", "(").replace("）", ")") for text in panel)
        assert not any(nothing_of in text or "CGCS2000" in text for text in panel)
        ground = found[0].ground
        assert ground is not None
        a, b, c, d, e, f = ground.to_ground
        window = np.array(ground.window)
        corners = np.column_stack([a * window[:, 0] + b * window[:, 1] + c, d * window[:, 0] + e * window[:, 1] + f])
        east, north = corner(prague.place.srid)
        assert Polygon(corners).contains(box(east, north, east + 235, north + 100))
        assert Polygon(corners).exterior.is_ccw  # the map isn't mirrored
        ticks = {float(text) for text in said(found, "ticks")}
        assert ticks
        assert all(
            corners[:, 0].min() <= 1000 * value <= corners[:, 0].max()
            or corners[:, 1].min() <= 1000 * value <= corners[:, 1].max()
            for value in ticks
        )


def test_letters_of_the_table_and_of_a_turned_grid_are_those_of_the_survey_crs(prague: Instance) -> None:
    letters = {5514: ("X", "Y"), 32633: ("E", "N")}[prague.place.srid]  # easting, northing
    table = said(scenes(prague, "parcel", "en"), "panel")
    at = table.index("Point")
    assert table[at + 1 : at + 3] == [f"{letters[0]} (m, east)", f"{letters[1]} (m, north)"]
    east, north = corner(prague.place.srid)
    row = table[table.index("J1") :][:3]
    assert row == ["J1", f"{east + 60:.3f}", f"{north + 100:.3f}"]
    with db.connect(prague, who="tester", acting_as="administrator") as connection:
        frame = {"center": [14.40, 50.10], "turn": 30}
        asked = {"template": "location", "at": AT, "project": "B1", "scale": 2000, "frames": [frame]}
        plan = planned(connection, prague.place, read_request(asked))
        turned = said(compose(plan.desk, next(plan.sheets(plan.laid()))), "ticks")
    assert {text.split()[0] for text in turned} == set(letters)


def test_the_height_system_is_what_the_place_says_and_stays_free_where_it_says_nothing(prague: Instance) -> None:
    own = Names(zh="波罗的海高程", en="Baltic Vertical Datum After Adjustment")
    named = prague.place.model_copy(update={"crs": prague.place.crs.model_copy(update={"heights": own})})
    order = read_request({"template": "progress", "project": "B1", "at": AT, "language": "en"})
    with db.connect(prague, who="tester", acting_as="administrator") as connection:
        heights = [planned(connection, place, order).imprint(order.of).heights for place in (prague.place, named)]
    assert heights == ["", own.en]


def test_the_file_of_a_series_bears_its_number_and_gdal_finds_its_place(prague: Instance, tmp_path: Path) -> None:
    asked = {"template": "progress", "project": "B1", "at": AT, "scale": 1000, "series": True, "paper": "A1"}
    with db.connect(prague, who="tester", acting_as="administrator") as connection:
        made = make(prague, connection, read_request(asked), tmp_path, who="tester")
    numbers = [path.stem.removeprefix("progress_B1_") for path in made.files]
    wanted = {5514: "-1041.0_-743.0", 32633: "5551.0-457.0"}[prague.place.srid]
    assert wanted in numbers
    path = made.files[numbers.index(wanted)]
    told = json.loads(subprocess.run(["gdalinfo", "-json", path], capture_output=True, text=True, check=True).stdout)
    east, north = corner(prague.place.srid)
    assert told["cornerCoordinates"]["lowerLeft"][0] < east < told["cornerCoordinates"]["upperRight"][0]
    assert told["cornerCoordinates"]["lowerLeft"][1] < north < told["cornerCoordinates"]["upperRight"][1]
    wkt = told["coordinateSystem"]["wkt"]
    assert {5514: "Krovak", 32633: "UTM zone 33N"}[prague.place.srid] in wkt
