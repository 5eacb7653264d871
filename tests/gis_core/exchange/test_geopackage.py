"""A GeoPackage that leaves: valid, in our colours and with what its fields and codes mean."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from gis_core.exchange.write import write_selections
from gis_core.instance import Instance
from gis_core.selection.selection import Selection
from tests.gis_core.exchange.going_out import PARCELS, export

QGIS = """
import json, os, sys
from qgis.core import QgsApplication, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(sys.argv[1] + "|layername=parcels", "x", "ogr")
renderer = layer.renderer()
print(json.dumps({"valid": layer.isValid(), "rows": layer.featureCount(), "crs": layer.crs().authid(),
                  "renderer": renderer.type(), "attribute": renderer.classAttribute(),
                  "categories": len(renderer.categories())}), flush=True)
os._exit(0)  # it is torn down in the wrong order otherwise
"""


def test_qgis_opens_a_geopackage_in_our_colours(two_parcels: Instance, tmp_path: Path) -> None:
    export(two_parcels, tmp_path / "a.gpkg", "gpkg")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    ran = subprocess.run(
        ["/usr/bin/python3", "-c", QGIS, tmp_path / "a.gpkg"],
        env=inherited | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    codes = PARCELS.field_named("land_use").codes
    assert codes is not None
    told = json.loads(ran.stdout.splitlines()[-1])
    assert (told["valid"], told["rows"], told["crs"]) == (True, 2, "EPSG:4547")
    assert (told["renderer"], told["categories"]) == ("categorizedSymbol", len(codes.codes) + 1)
    assert "land_use" in told["attribute"]


def test_a_geopackage_tells_what_its_fields_and_codes_mean(two_parcels: Instance, tmp_path: Path) -> None:
    export(two_parcels, tmp_path / "a.gpkg", "gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as file:
        titles = dict(file.execute("SELECT column_name, name FROM gpkg_data_columns WHERE table_name = 'parcels'"))
        zoning = dict(
            file.execute(
                "SELECT value, c.description FROM gpkg_data_columns d JOIN gpkg_data_column_constraints c"
                " USING (constraint_name) WHERE d.column_name = 'zoning'"
            )
        )
        (about,) = file.execute("SELECT metadata FROM gpkg_metadata").fetchone()
    assert (titles["land_use"], titles["area_m2"]) == ("现状用途", "平面面积（m²）")
    assert zoning["M1"] == "普通工业用地"
    assert "不是椭球面积" in about
    told = subprocess.run(
        ["ogrinfo", "-so", tmp_path / "a.gpkg", "parcels"], capture_output=True, text=True, check=True
    )
    assert "Feature Count: 2" in told.stdout


VALIDATOR = "/usr/lib/python3/dist-packages/osgeo_utils/samples/validate_gpkg.py"
"""GDAL's own check of a file against the requirements of the standard; it comes with QGIS' Python."""


def test_a_geopackage_of_several_layers_keeps_every_requirement_of_the_standard(
    demo_instance: Instance, tmp_path: Path
) -> None:
    chosen = [Selection(name) for name in ("consolidation_parcels", "roads", "facilities", "transit_stations")]
    assert write_selections(demo_instance, chosen, out=tmp_path / "a.gpkg", format_name="gpkg").rows > 100
    checked = subprocess.run(
        ["/usr/bin/python3", VALIDATOR, tmp_path / "a.gpkg"],
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")
