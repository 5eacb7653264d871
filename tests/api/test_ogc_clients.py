"""Real clients on the open services: GDAL reads every layer whole, OWSLib talks to them, QGIS opens and draws."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psycopg
import pytest
from owslib.ogcapi.features import Features
from owslib.util import Authentication
from owslib.wms import WebMapService
from owslib.wmts import WebMapTileService
from PIL import Image
from psycopg import sql
from pyproj import Transformer

from api.roles import Role
from gis_core import db
from gis_core.instance import Instance
from layers.registry import all_layers
from tests.api.serving import Running

ROOT = Path(__file__).parent.parent.parent
QGIS_PYTHON = "/usr/bin/python3"


@pytest.fixture
def told(demo_server: Running) -> dict[str, str]:
    """The variables by which GDAL sends the token."""
    return os.environ | {"GDAL_HTTP_HEADERS": f"Authorization: Bearer {demo_server.token(Role.VIEWER)}"}


def count(server: Running, question: str, *values: object) -> int:
    with psycopg.connect(db.dsn(server.instance)) as connection:
        row = connection.execute(question, values).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return int(row[0])


def gdal(variables: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(arguments, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "ERROR" not in done.stderr, done.stderr[-2000:]
    return done.stdout


def test_gdal_reads_every_layer_whole(demo_server: Running, told: dict[str, str], tmp_path: Path) -> None:
    import pyogrio

    out = tmp_path / "all.gpkg"
    gdal(told, "ogr2ogr", "-f", "GPKG", str(out), f"OAPIF:{demo_server.url}/ogc", "-oo", "PAGE_SIZE=2000")
    names = {name for name, _ in pyogrio.list_layers(out)}
    assert names == set(all_layers())
    with psycopg.connect(db.dsn(demo_server.instance)) as connection:
        for name in names:
            question = sql.SQL("SELECT count(*) FROM {}(current_date, now())").format(sql.Identifier(f"{name}_as_of"))
            row = connection.execute(question).fetchone()
            assert row is not None
            assert pyogrio.read_info(out, layer=name)["features"] == row[0], name
    assert count(demo_server, "SELECT count(*) FROM parcels") > 2000, "more than one page"


def test_gdal_filters_by_attribute_place_and_day(demo_server: Running, told: dict[str, str]) -> None:
    def found(*arguments: str, query: str = "") -> int:
        text = gdal(told, "ogrinfo", "-ro", "-so", f"OAPIF:{demo_server.url}/ogc{query}", "parcels", *arguments)
        return int(text.partition("Feature Count: ")[2].split()[0])

    assert found("-where", "land_use = '0701'") == count(
        demo_server, "SELECT count(*) FROM parcels WHERE land_use = '0701'"
    )
    box = (113.89, 22.765, 113.9, 22.775)
    asked = "st_transform(st_makeenvelope(%s, %s, %s, %s, 4326), 3857)"
    inside = f"SELECT count(*) FROM parcels WHERE st_intersects(geom_3857, {asked})"
    assert found("-spat", *map(str, box)) == pytest.approx(count(demo_server, inside, *box), abs=1)
    then = count(demo_server, "SELECT count(*) FROM parcels_as_of('2022-06-30', now())")
    assert found(query="?at=2022-06-30") == then > 0


def test_gdal_knows_the_kind_of_each_field_whatever_its_first_ten_features_hold(
    demo_server: Running, told: dict[str, str], tmp_path: Path
) -> None:
    import pyogrio

    out = tmp_path / "roads.gpkg"
    gdal(told, "ogr2ogr", "-f", "GPKG", str(out), f"OAPIF:{demo_server.url}/ogc", "roads")
    roads = pyogrio.read_dataframe(out, layer="roads")
    fractions = count(demo_server, "SELECT count(*) FROM roads WHERE width_m <> floor(width_m)")
    assert (roads["width_m"] % 1 != 0).sum() == fractions > 100, "the first ten are of whole metres"
    kinds = dict(zip(*map(pyogrio.read_info(out, layer="roads").get, ("fields", "dtypes")), strict=True))
    assert str(kinds["valid_to"]).startswith("datetime"), "null in the first ten"


def test_the_script_on_the_page_does_what_it_says(demo_server: Running, tmp_path: Path) -> None:
    import pyogrio

    token = demo_server.token(Role.VIEWER)
    with demo_server.client(Role.VIEWER) as client:
        script = "\n".join(re.findall(r"<pre>(.*?)</pre>", client.get("/connect").text, re.DOTALL))
        asked = client.get("/ogc/collections/parcels/items", params={"filter": "land_use LIKE '07%' AND area_m2 > 1000",
                                                                     "at": "2024-12-31"}).json()  # fmt: skip
    done = subprocess.run(["bash", "-ec", unescape(script)], env=os.environ | {"TOKEN": token}, cwd=tmp_path,
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    residential = count(demo_server, "SELECT count(*) FROM parcels WHERE land_use = '0701'")
    assert pyogrio.read_info(tmp_path / "parcels.gpkg", layer="parcels")["features"] == residential
    assert json.loads(done.stdout)["features"] == asked["features"]
    assert "PAGE_SIZE" in script, "older GDAL asks ten features at a time"


def test_owslib_reads_features(demo_server: Running) -> None:
    api = Features(f"{demo_server.url}/ogc/", headers={"Authorization": f"Bearer {demo_server.token(Role.VIEWER)}"})
    assert set(api.feature_collections()) == set(all_layers())
    assert "land_use" in api.collection_queryables("parcels")["properties"]
    page = api.collection_items("parcels", limit=3, filter="area_m2 > 1000", **{"filter-lang": "cql2-text"})
    assert page["numberReturned"] == 3
    assert all(feature["properties"]["area_m2"] > 1000 for feature in page["features"])
    code = page["features"][0]["id"]
    assert api.collection_item("parcels", code)["id"] == code


@pytest.mark.parametrize("version", ["1.1.1", "1.3.0"])
def test_owslib_reads_maps(version: str, demo_server: Running) -> None:
    access = Authentication(username="x", password=demo_server.token(Role.VIEWER))
    service = WebMapService(f"{demo_server.url}/ogc/wms", version=version, auth=access)
    parcels = service.contents["parcels"]
    assert parcels.title == "地块 · Parcels"
    assert "EPSG:4547" in parcels.crsOptions
    across, up = Transformer.from_crs(4547, 4326, always_xy=True).transform(*middle(demo_server.instance))
    image = service.getmap(
        layers=["parcels", "roads"], styles=["default", "default"], srs="EPSG:4326", format="image/png",
        size=(200, 200), bbox=(across - 0.005, up - 0.005, across + 0.005, up + 0.005),
    )  # fmt: skip
    assert colours(image.read()) > 20
    legend = parcels.styles["default"]["legend"]
    assert colours(httpx.get(legend, auth=("x", demo_server.token(Role.VIEWER))).content) > 20


def test_owslib_reads_map_tiles(demo_server: Running) -> None:
    headers = {"Authorization": f"Bearer {demo_server.token(Role.VIEWER)}"}
    service = WebMapTileService(f"{demo_server.url}/ogc/wmts", headers=headers)
    assert service.contents["parcels"].title == "地块 · Parcels"
    import morecantile

    to_degrees = Transformer.from_crs(4547, 4326, always_xy=True).transform
    place = morecantile.tms.get("WebMercatorQuad").tile(*to_degrees(*middle(demo_server.instance)), 15)
    tile = service.gettile(
        layer="map",
        tilematrixset="GoogleMapsCompatible",
        tilematrix="15",
        row=place.y,
        column=place.x,
        format="image/png",
    )
    assert colours(tile.read()) > 20


def colours(content: bytes) -> int:
    return len(Image.open(io.BytesIO(content)).convert("RGB").getcolors(1_000_000) or [])


def middle(instance: Instance) -> tuple[float, float]:
    """Where most parcels lie, in the survey CRS."""
    with psycopg.connect(db.dsn(instance)) as connection:
        row = connection.execute(
            "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY st_x(c)),"
            " percentile_cont(0.5) WITHIN GROUP (ORDER BY st_y(c)) FROM parcels, st_centroid(geom) c"
        ).fetchone()
    assert row is not None
    return float(row[0]), float(row[1])


def qgis(instance: Instance, project: Path, token: str, pictures: dict[Path, str]) -> dict[str, Any]:
    """Open a project in Debian's QGIS, without a screen, and draw pictures: of some layers, or of all switched on."""
    script = ROOT / "tests" / "clients" / "draw_by_qgis.py"
    variables = {
        "PATH": "/usr/bin:/bin",
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(project.parent),
        "LC_ALL": "C.UTF-8",
    }
    x, y = middle(instance)
    ground = f"{x - 600},{y - 450},{x + 600},{y + 450}"
    files = [text for picture, shown in pictures.items() for text in (str(picture), shown)]
    done = subprocess.run(
        [QGIS_PYTHON, str(script), str(project), ground, token, *files],
        env=variables,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["read"]
    assert told["errors"] == []
    assert all(layer["valid"] for layer in told["layers"].values()), told
    return told


def drawn(picture: Path) -> np.ndarray:
    return np.asarray(Image.open(picture).convert("RGB"))


def test_qgis_opens_the_services_and_draws_them(demo_server: Running, tmp_path: Path) -> None:
    token = demo_server.token(Role.VIEWER)
    with demo_server.client(Role.VIEWER) as client:
        project = tmp_path / "services.qgz"
        project.write_bytes(client.get("/connect/matian.qgz").content)
    wanted = ("matian_layer_parcels,matian_layer_roads", "matian_vector_tiles", "matian_styled_map")
    pictures = {tmp_path / f"{number}.png": layers for number, layers in enumerate(wanted)}
    told = qgis(demo_server.instance, project, token, pictures)
    assert told["crs"] == "EPSG:4547"
    assert "土地整备" in told["groups"]
    with psycopg.connect(db.dsn(demo_server.instance)) as connection:
        for layer in all_layers().values():
            if layer.style is None:
                continue
            row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(layer.name))).fetchone()
            found = told["layers"][f"matian_layer_{layer.name}"]
            assert row is not None
            assert (found["name"], found["provider"], found["count"]) == (layer.label.zh, "OAPIF", row[0])
    for picture, layers in pictures.items():
        assert len(np.unique(drawn(picture).reshape(-1, 3), axis=0)) > 50, layers


def test_qgis_opens_a_geopackage_as_it_was(
    own_demo: Callable[[str], Instance], matian: Callable[..., Any], tmp_path: Path
) -> None:
    instance = own_demo("qgis")
    out = tmp_path / "matian.qgz"
    done = matian(instance, "export", "qgis", "--source", "gpkg", "--at", "2023-12-31", "--out", out, "--json")
    assert done.code == 0, done.err
    assert done.json["files"] == [str(out), str(tmp_path / "matian.gpkg")]
    told = qgis(instance, out, "", {tmp_path / "then.png": ""})
    parcels = told["layers"]["matian_layer_parcels"]
    assert parcels["aliases"]["land_use"] == "现状用途"
    assert parcels["renderer"] == "categorizedSymbol"
    with psycopg.connect(db.dsn(instance)) as connection:
        row = connection.execute("SELECT count(*) FROM consolidation_parcels_as_of('2023-12-31', now())").fetchone()
        logged = connection.execute("SELECT event, detail ->> 'out' FROM export_log ORDER BY id").fetchall()
    assert logged == [("asked", str(out)), ("finished", None)]
    assert row is not None
    assert told["layers"]["matian_layer_consolidation_parcels"]["count"] == row[0]
    assert len(np.unique(drawn(tmp_path / "then.png").reshape(-1, 3), axis=0)) > 100


def test_a_project_is_refused_where_it_cant_be_written(
    served: Instance, matian: Callable[..., Any], tmp_path: Path
) -> None:
    for wrong in (["--out", tmp_path / "a.txt"], ["--out", tmp_path / "none" / "a.qgz"],
                  ["--out", tmp_path / "a.qgz", "--server", "http://x:secret@host"],
                  ["--out", tmp_path / "a.qgz", "--at", "2024-01-01"]):  # fmt: skip
        done = matian(served, "export", "qgis", *wrong)
        assert done.code == 2, done.err
    assert list(tmp_path.iterdir()) == []
