"""Every layer says all that maps, checks and people need, and adding a layer is adding one file."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import layers
from gis_core import db
from gis_core.exchange.fields import CODE, SHAPEFILE_NAME_LENGTH, match_columns, names_of, plain
from gis_core.instance import Instance
from layers.base import GROUP_LABELS, Field, Layer
from layers.registry import all_layers

LAYERS = list(all_layers().values())
UNITS = {"_m": "m", "_m2": "m²"}
PROMISED = {
    *("subdistrict", "functional_zones", "development_axes", "focus_areas", "communities", "service_grids", "parcels"),
    *("industrial_parks", "parking", "pocket_parks", "roads", "buildings", "facilities", "hazards", "heritage_places"),
    *("tour_routes", "transit_stations", "water", "retained_land", "plan_units", "plan_parcels", "three_lines"),
    *("industrial_block_lines", "ecological_line", "tenure", "consolidation_projects", "consolidation_parcels"),
}


def test_the_promised_layers_are_there() -> None:
    assert set(all_layers()) >= PROMISED


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_a_layer_has_labels_style_zooms_source_and_rules(layer: Layer) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", layer.name)
    assert layer.label.zh and layer.label.en and layer.source
    assert layer.group in GROUP_LABELS
    assert layer.style is not None, "a layer that is never drawn must be a plain table"
    assert layer.style.fill or layer.style.line or layer.style.by
    first, last = layer.zooms
    assert 0 <= first < last <= 22
    assert not layer.rules.tiles_land or not layer.rules.exclusive


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_what_a_layer_refers_to_is_among_its_fields(layer: Layer) -> None:
    names = [field.name for field in layer.fields]
    assert len(names) == len(set(names))
    assert layer.style is not None
    referred = {layer.status, layer.name_field, layer.style.by, layer.style.width_by, layer.detail.dissolve_by}
    referred |= {layer.rules.declared_area, *layer.tile_fields, *(name for pair in layer.rules.dates for name in pair)}
    referred |= {layer.style.label} - {"code"}
    assert {name for name in referred if name} <= set(names)
    assert layer.status is None or layer.status in layer.tile_fields
    for by in (layer.style.by, layer.status, layer.detail.dissolve_by):
        assert by is None or layer.field_named(by).codes is not None, f"{by} has no code list"


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_a_field_has_labels_and_its_unit(layer: Layer) -> None:
    def unit_of(field: Field) -> str | None:
        return next((unit for ending, unit in UNITS.items() if field.name.endswith(ending)), None)

    for field in layer.fields:
        assert field.label.zh and field.label.en, field.name
        assert unit_of(field) in (None, field.unit), field.name
        assert field.kind != "area" or field.unit == "m²", field.name


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_a_deliverys_field_name_means_one_field(layer: Layer) -> None:
    meant: dict[str, set[str]] = {}
    for field, names in names_of(layer).items():
        for name in names if field != CODE else (CODE, *layer.code_aliases):
            meant.setdefault(plain(name), set()).add(field)
    assert {name: fields for name, fields in meant.items() if len(fields) > 1} == {}


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_deliveries_name_each_field_in_chinese_by_initials_or_in_english(layer: Layer) -> None:
    for field in layer.fields:
        if field.name in ("stage", "stage_since", "milestone", "milestone_since"):  # events alone write these
            continue
        names = [name for name in (*field.aliases, field.label.zh) if not name.isascii()]
        assert names, field.name
        assert all(len(name) <= SHAPEFILE_NAME_LENGTH for name in field.aliases if name.isupper()), field.name


def test_a_buildings_cadastral_code_is_its_parcel_and_its_own_code_its_code() -> None:
    found = match_columns(["ZDDM", "ZRZH", "CS"], all_layers()["buildings"])
    assert {column.theirs: column.ours for column in found} == {"ZDDM": "parcel", "ZRZH": "code", "CS": "floors"}
    alone = match_columns(["ZDDM"], all_layers()["buildings"])
    assert [column.ours for column in alone] == ["code"]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_code_lists_have_sources_colours_where_drawn_and_no_doubles(layer: Layer) -> None:
    assert layer.style is not None
    for field in layer.fields:
        if field.codes is None:
            continue
        codes = [row.code for row in field.codes.codes]
        assert codes and len(codes) == len(set(codes))
        for row in field.codes.codes:
            assert row.label.zh and row.label.en and (row.source or field.codes.source)
            if field.name == layer.style.by:
                assert row.colour and re.fullmatch(r"#[0-9a-f]{6}", row.colour), (field.name, row.code)


NEW_LAYER = '''
"""Bus lanes, as a newcomer would add them."""

from layers.base import Field, Group, Label, Layer, Style

LAYER = Layer(
    name="bus_lanes",
    label=Label("公交专用道", "Bus lanes"),
    group=Group.MOVEMENT,
    geometry="LineString",
    fields=(Field("name", "text", Label("名称", "Name")),),
    style=Style(line="#c77700"),
    source="test",
)
'''

MAKE_AND_APPLY = """
import sys
from pathlib import Path
from gis_core import migrate
from gis_core.instance import Instance

own = Instance(Path(sys.argv[1]))
made = migrate.make(own, "bus lanes").read_text()
assert "bus_lanes" in made and "parcels" not in made, made
migrate.upgrade(own)
left = migrate.differences(own)
assert not left, left
"""


def test_a_layer_is_one_file_and_the_migration_generated_from_it(
    fresh_instance: Callable[..., Instance], tmp_path: Path
) -> None:
    own = fresh_instance("newlayer")
    folder = Path(layers.__path__[0])
    copied = shutil.copytree(folder, tmp_path / "layers", ignore=shutil.ignore_patterns("__pycache__"))
    (copied / "bus_lanes.py").write_text(NEW_LAYER, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", MAKE_AND_APPLY, str(own.home)],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path}:{folder.parent}", "PATH": "/usr/bin:/bin"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    with db.connect(own, who="tester") as connection:
        connection.execute(
            "INSERT INTO bus_lanes (code, valid_from, geom)"
            " VALUES ('B1', '2024-01-01', 'SRID=4547;LINESTRING(0 0,3 4)')"
        )
        assert connection.execute("SELECT length_m FROM bus_lanes_as_of('2024-01-01')").fetchone() == (5,)
