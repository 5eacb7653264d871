"""What the map starts with: the place, the layers, the figures of a year, the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import jsonschema
import orjson
import pyproj
import pytest

from api.openapi import document
from api.roles import Role
from api.routes.layers import legend
from gis_core import db
from gis_core.instance import Instance
from layers.registry import all_layers
from tests.api.serving import Running, serving


def test_the_place_tells_its_coordinates_so_that_a_client_can_show_them(viewer: httpx.Client) -> None:
    place = viewer.get("/api/place").json()
    assert place["name"] == {"zh": "马田街道", "en": "Matian Subdistrict"}
    assert place["crs"] == "EPSG:4547"
    ours = pyproj.Transformer.from_crs("EPSG:4326", place["proj4"], always_xy=True).transform(*place["center"])
    theirs = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:4547", always_xy=True).transform(*place["center"])
    assert ours == pytest.approx(theirs, abs=1e-3)
    assert (place["synthetic"], place["notice"]) == (False, None)
    assert [one["crs"] for one in place["systems"] if one["use"] in ("survey", "prefixed")] == [
        "EPSG:4547",
        "EPSG:4526",
    ]


def test_a_synthetic_instance_says_so_in_both_languages(fresh_instance: Callable[..., Instance]) -> None:
    instance = fresh_instance("synthetic")
    with db.connect(instance, role="owner") as connection:
        connection.execute("INSERT INTO instance_facts VALUES ('synthetic', 'true'), ('data_date', '2025-12-31')")
    with serving(instance) as running, running.client(Role.VIEWER) as client:
        place = client.get("/api/place").json()
    assert place["synthetic"] is True
    assert "示意数据" in place["notice"]["zh"]
    assert "Synthetic" in place["notice"]["en"]
    assert place["data_date"] == "2025-12-31"


def test_every_layer_is_listed_as_it_is_declared(viewer: httpx.Client) -> None:
    answer = viewer.get("/api/layers").json()
    declared = all_layers()
    assert len(declared) > 20
    assert [layer["name"] for layer in answer["layers"]] == list(declared), "in drawing order"
    groups = {group["name"] for group in answer["groups"]}
    for told in answer["layers"]:
        layer = declared[told["name"]]
        assert told["group"] in groups
        assert [field["name"] for field in told["fields"]] == [field.name for field in layer.fields]
        assert (told["style"] is None) == (layer.style is None)
        assert bool(told["legend"]) == (layer.style is not None)
    counts = {layer["name"]: layer["count"] for layer in answer["layers"]}
    assert counts["parcels"] == 11
    assert counts["pocket_parks"] == 1


def test_a_legend_has_a_colour_for_every_code_that_a_layer_is_coloured_by() -> None:
    coloured = [layer for layer in all_layers().values() if layer.style and layer.style.by]
    assert coloured
    for layer in coloured:
        assert layer.style is not None
        codes = layer.field_named(str(layer.style.by)).codes
        assert codes is not None, layer.name
        assert [row.code for row in legend(layer)] == [row.code for row in codes.codes]
        assert all(row.colour for row in legend(layer)), layer.name


def test_the_figures_of_a_year_are_computed_and_say_what_they_mean(viewer: httpx.Client) -> None:
    answer = viewer.get("/api/figures/year", params={"year": 2024}).json()
    assert answer["year"] == 2024
    told = {figure["name"]: figure for figure in answer["figures"]}
    assert {"completed_ha", "contiguous_ha", "parks_upgraded", "roads_opened"} <= told.keys()
    for figure in told.values():
        assert figure["value"] == 0
        assert figure["label"]["zh"]
        assert figure["definition"]["zh"]
        assert figure["unit"]["zh"]


def test_the_openapi_document_describes_what_is_answered(server: Running, viewer: httpx.Client) -> None:
    told = viewer.get("/api/openapi.json").json()
    for scheme in told["components"]["securitySchemes"].values():
        assert scheme.get("name", "").isascii()  # a client sends it in a header
    assert told == orjson.loads(orjson.dumps(document(server.app)))
    paths = {
        "/api/session": "/api/session",
        "/api/place": "/api/place",
        "/api/layers": "/api/layers",
        "/api/layers/{layer}/features": "/api/layers/parcels/features",
        "/api/layers/{layer}/features/{code}": "/api/layers/parcels/features/P-11",
        "/api/search": "/api/search?q=P",
        "/api/counts": "/api/counts?bbox=113,22,115,24",
        "/api/figures/year": "/api/figures/year?year=2024",
        "/healthz": "/healthz",
        "/api/consolidation/figures": "/api/consolidation/figures?year=2024",
        "/api/consolidation/figures/{figure}": "/api/consolidation/figures/completed_area?year=2024",
        "/api/consolidation/figures/{figure}/evidence": "/api/consolidation/figures/stored_area/evidence?year=2024",
        "/api/consolidation/figures/{figure}/evidence.geojson": (
            "/api/consolidation/figures/stored_area/evidence.geojson?year=2024"
        ),
        "/api/consolidation/stages/{stage}/evidence": "/api/consolidation/stages/signed/evidence?at=2024-12-31",
        "/api/consolidation/stages/{stage}/evidence.geojson": (
            "/api/consolidation/stages/signed/evidence.geojson?at=2024-12-31"
        ),
        "/api/consolidation/frozen": "/api/consolidation/frozen",
        "/api/consolidation/monthly": "/api/consolidation/monthly?year=2024",
        "/api/consolidation/funnel": "/api/consolidation/funnel?at=2024-12-31",
        "/api/consolidation/projects": "/api/consolidation/projects?at=2024-12-31",
        "/api/consolidation/states": "/api/consolidation/states?at=2024-12-31&since=2024-12-30",
        "/api/consolidation/events": "/api/consolidation/events?project=X1",
        "/api/consolidation/corrections": "/api/consolidation/corrections?first=2024-01-01&last=2024-12-31",
        "/api/consolidation/projects/{code}/parcels": "/api/consolidation/projects/X1/parcels",
        "/api/consolidation/projects/{code}/negotiations": "/api/consolidation/projects/X1/negotiations?purpose=test",
        "/api/consolidation/codes/{name}": "/api/consolidation/codes/stages",
        "/api/consolidation/key-parcels": "/api/consolidation/key-parcels?at=2024-12-31",
        "/api/consolidation/forecast": "/api/consolidation/forecast?year=2024&at=2024-06-30",
        "/api/consolidation/backtest": "/api/consolidation/backtest?first=2023&last=2023&at=2024-06-30",
        "/api/consolidation/bottlenecks": "/api/consolidation/bottlenecks?at=2024-12-31",
        "/api/consolidation/teams": "/api/consolidation/teams?at=2024-12-31",
        "/api/jobs": "/api/jobs",
        "/api/consolidation/drafts": "/api/consolidation/drafts",
        "/api/exports": "/api/exports",
        "/api/exports/formats": "/api/exports/formats",
        "/api/exports/templates": "/api/exports/templates",
        "/api/rasters": "/api/rasters",
        "/api/siting/presets": "/api/siting/presets",
        "/api/siting/schema": "/api/siting/schema",
        "/api/siting/runs": "/api/siting/runs",
    }
    tested_elsewhere = {  # they write, give a file or never end, or need a project
        "/api/consolidation/custody",
        "/api/consolidation/documents/{number}",
        "/api/consolidation/documents/{number}/withdrawal",
        "/api/consolidation/payments",
        "/api/consolidation/payments/{number}",
        "/api/consolidation/payments/{number}/taken-back",
        "/api/consolidation/projects/{code}/parties",
        "/api/consolidation/projects/{code}/payments",
        "/api/consolidation/projects/{code}/promises",
        "/api/consolidation/tenants/{number}",
        "/api/consolidation/events/sheet",
        "/api/consolidation/events/stream",
        "/api/consolidation/events/template.xlsx",
        "/api/consolidation/figures/{figure}/frozen",
        "/api/consolidation/frozen/{id}",
        "/api/consolidation/ledger.xlsx",
        "/api/consolidation/milestones",
        "/api/consolidation/negotiations",
        "/api/consolidation/projects/{code}",
        "/api/consolidation/projects/{code}/documents",
        "/api/consolidation/projects/{code}/notes",
        "/api/consolidation/teams/day",
        "/api/consolidation/compliance",
        "/api/consolidation/compliance.xlsx",
        "/api/consolidation/obstacles",
        "/api/consolidation/what-if",
        "/api/downloads/{token}",
        "/api/exports/data",
        "/api/exports/sheets",
        "/api/exports/sheets/frames",
        "/api/exports/{number}/decision",
        "/api/jobs/{number}",
        "/api/jobs/{number}/cancel",
        "/api/jobs/{number}/stream",
        "/api/rasters/{name}/legend",
        "/api/rasters/{name}/tiles/{z}/{x}/{y}.png",
        "/api/selections",
        "/api/selections/{selection}",
        "/api/selections/{selection}/outlines",
        "/api/siting/circle",
        "/api/siting/comparison",
        "/api/siting/reach",
        "/api/siting/runs/{number}",
        "/api/siting/runs/{number}/changed",
        "/api/consolidation/drafts/{number}/status",
        "/api/siting/runs/{number}/handover",
        "/api/siting/runs/{number}/methods",
        "/api/siting/runs/{number}/report.xlsx",
        "/api/siting/runs/{number}/shapes",
        "/api/siting/runs/{number}/why",
    }
    described = {path for path in told["paths"] if not path.startswith("/tiles")} - tested_elsewhere
    assert described == set(paths)
    for path, asked in paths.items():
        content = told["paths"][path]["get"]["responses"]["200"]["content"]
        schema = next(iter(content.values()))["schema"] | {"components": told["components"]}
        jsonschema.validate(viewer.get(asked).json(), schema)
    problem = {"$ref": "#/components/schemas/ProblemDocument", "components": told["components"]}
    jsonschema.validate(viewer.get("/api/layers/none/features").json(), problem)


def test_every_operation_has_a_name_of_its_own_and_says_how_it_fails(server: Running) -> None:
    operations = [operation for path in document(server.app)["paths"].values() for operation in path.values()]
    assert len(operations) > 6
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    for operation in operations:
        assert operation["description"]
        assert {"4XX", "5XX"} < operation["responses"].keys()
        assert {"200", "201", "202", "204"} & operation["responses"].keys()


def test_no_page_that_loads_from_other_hosts_is_served(viewer: httpx.Client) -> None:
    for path in ("/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"):
        answer = viewer.get(path)
        assert "cdn" not in answer.text
        assert answer.status_code == 404, path
