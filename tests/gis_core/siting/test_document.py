"""A scenario is a document: what is wrong in it is named by its place, and every preset is a whole one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from gis_core.errors import NotFoundError
from gis_core.siting.document import Scenario, ScenarioError, read_scenario, schema
from gis_core.siting.preset import FOLDER, preset, presets

Change = Callable[[dict[str, Any]], Any]


def pocket_park() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "pocket_park.json").read_text(encoding="utf-8"))
    return found


WRONG: list[tuple[Change, str, str]] = [
    (lambda d: d["weights"]["values"].update(area=0.2), "weights.values", "sum to 1.12; they must sum to 1"),
    (lambda d: d["weights"]["values"].pop("area"), "weights", "area has no weight"),
    (lambda d: d["weights"]["values"].update(beauty=0.0), "weights", "beauty is no criterion of it"),
    (lambda d: d["weights"].update(kind="guess"), "weights.kind", "there is no guess"),
    (lambda d: d.update(colour=1), "colour", "there is no such field"),
    (lambda d: d.pop("criteria"), "criteria", "it is missing"),
    (lambda d: d["constraints"][0].update(min=400), "constraints[0].min", "a unit is missing"),
    (lambda d: d["constraints"][0].update(minn=400), "constraints[0].minn", "there is no such field"),
    (lambda d: d["constraints"][0].update(kind="size"), "constraints[0].kind", "there is no size; there are: 'area'"),
    (lambda d: d["constraints"][0].pop("kind"), "constraints[0]", "its kind is missing"),
    (lambda d: d["criteria"][2]["function"].update(low="x"), "criteria[2].function.low", "valid number"),
    (lambda d: d["criteria"][2]["function"].update(kind="wave"), "criteria[2].function.kind", "there is no wave"),
    (lambda d: d["criteria"][1].update(name="area"), "criteria", "area stands there twice"),
    (lambda d: d["criteria"][0].update(missing="zero"), "criteria[0].missing", "'worst', 'median' or 'leave_out'"),
    (lambda d: d["candidates"].update(kind="moon"), "candidates.kind", "there is no moon"),
    (lambda d: d["allocation"].update(model="set_cover"), "allocation", "leave sites out"),
    (lambda d: d["allocation"]["existing"].update(layer="moon"), "allocation.existing", "there is no layer 'moon'"),
    (lambda d: d["robustness"].update(bounds={"beauty": [0, 1]}), "robustness.bounds", "beauty is no criterion"),
    (lambda d: d.update(version=2), "version", "should be 1"),
    (lambda d: d.update(area={"kind": "polygon", "polygon": {"type": "Point"}}), "area.polygon", "no GeoJSON"),
    (
        lambda d: d["constraints"].append({"kind": "area", "max": {"value": 10, "unit": "m²"}}),
        "constraints[0] and constraints[9]",
        "the two ranges of area don't meet",
    ),
]


@pytest.mark.parametrize(("change", "field", "said"), WRONG, ids=[f"{field}: {said}"[:60] for _, field, said in WRONG])
def test_what_is_wrong_is_named_by_its_place(change: Change, field: str, said: str) -> None:
    document = pocket_park()
    change(document)
    with pytest.raises(ScenarioError) as refused:
        read_scenario(document)
    assert refused.value.field is not None
    assert refused.value.field.startswith(field)
    assert said in str(refused.value)
    assert str(refused.value).startswith(field)


def test_every_preset_of_the_plan_is_there_and_whole() -> None:
    assert set(presets()) == {
        "pocket_park",
        "temporary_parking",
        "industrial_space",
        "elderly_station",
        "e_bicycle_charging",
        "aed",
        "park_upgrading",
    }
    for name, one in presets().items():
        assert one.preset == name
        assert one.question.zh
        assert one.question.en
    with pytest.raises(NotFoundError, match="pocket_park"):
        preset("moon_base")


def quantities(value: Any, where: str = "") -> list[tuple[str, Any]]:
    """Return every number with a unit that a document holds."""
    if isinstance(value, dict):
        if {"value", "unit"} <= value.keys():
            return [(where, value)]
        return [row for key, part in value.items() for row in quantities(part, f"{where}.{key}")]
    if isinstance(value, list):
        return [row for n, part in enumerate(value) for row in quantities(part, f"{where}[{n}]")]
    return []


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_every_threshold_of_a_preset_has_its_source_with_the_defaults_too(name: str) -> None:
    found = quantities(preset(name).model_dump(mode="json"))
    assert found
    assert [where for where, value in found if not value["source"]] == []


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_every_constraint_of_a_preset_has_a_source(name: str) -> None:
    assert preset(name).constraints
    assert [one.kind for one in preset(name).constraints if not one.legal_source] == []


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_a_document_written_out_is_read_as_the_same_one_and_fits_the_published_schema(name: str) -> None:
    one = preset(name)
    written = one.model_dump(mode="json")
    assert read_scenario(written) == one
    jsonschema.validate(written, schema())
    jsonschema.validate(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")), schema())


def test_the_schema_refuses_what_is_no_document() -> None:
    document = pocket_park()
    document["constraints"][0]["minn"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema())


def test_a_scenario_reads_the_layers_of_all_its_parts() -> None:
    assert {"parcels", "buildings", "roads", "three_lines", "pocket_parks", "terrain.tif"} <= set(
        preset("pocket_park").reads
    )
    assert isinstance(preset("aed"), Scenario)
    assert copy.deepcopy(preset("aed")) == preset("aed")
