"""`./matian layers`: every layer with what it holds, and the fields of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gis_core import db
from gis_core.instance import Instance
from layers.registry import all_layers

Matian = Callable[..., Any]
STATION = (
    "INSERT INTO facilities (code, name, kind, valid_from, geom)"
    " VALUES ('F1', '示意站', 'canteen', '2024-01-01', 'SRID=4547;POINT(500000 2516000)')"
)


def test_layers_counts_live_rows_and_superseded_versions(
    matian: Matian, fresh_instance: Callable[..., Instance]
) -> None:
    own = fresh_instance("layers")
    with db.connect(own, who="tester") as connection:
        connection.execute(STATION)
        connection.execute("UPDATE facilities SET capacity = 40")
    told = {layer["name"]: layer for layer in matian(own, "layers", "--json").json["layers"]}
    assert set(told) == set(all_layers())
    assert (told["facilities"]["count"], told["facilities"]["superseded"]) == (1, 1)
    assert (told["parcels"]["count"], told["parcels"]["superseded"]) == (0, 0)
    assert told["parcels"]["label"] == {"zh": "地块", "en": "Parcels"}
    people = matian(own, "layers")
    assert all(f"  {name} " in people.out for name in all_layers())


def test_layers_show_tells_fields_units_codes_and_their_names_in_deliveries(matian: Matian, instance: Instance) -> None:
    told = matian(instance, "layers", "show", "parcels", "--json").json
    fields = {field["name"]: field for field in told["fields"]}
    assert list(fields) == [field.name for field in all_layers()["parcels"].fields]
    assert fields["registered_area_m2"]["unit"] == "m²"
    assert "DLBM" in fields["land_use"]["aliases"]
    assert {"code": "1001", "label": {"zh": "工业用地", "en": "Industry"}, "colour": "#c79f7f"} in fields["land_use"][
        "codes"
    ]
    assert "← " in matian(instance, "layers", "show", "parcels").out


def test_a_layer_that_is_not_there_is_refused_with_those_that_are(matian: Matian, instance: Instance) -> None:
    ran = matian(instance, "layers", "show", "fountains")
    assert ran.code != 0
    assert "fountains" in ran.err
    assert "pocket_parks" in ran.err
    assert "Traceback" not in ran.err
