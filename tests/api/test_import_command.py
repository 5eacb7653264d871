"""`./matian import` as people and programs use it: counts, exit codes, files, taking back, listing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from api.cli import main
from gis_core import db
from gis_core.instance import Instance
from tests.gis_core.exchange.tiling import codes_for, tiling, write_gpkg

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def place(fresh_instance: Callable[..., Instance]) -> Instance:
    return fresh_instance("command")


@pytest.fixture
def empty(place: Instance) -> Iterator[Instance]:
    with db.connect(place, role="owner") as connection:
        connection.execute("TRUNCATE parcels, parcels_history")
    yield place


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return write_gpkg(tmp_path / "地块 交付.gpkg", tiling(5, 5), land_use=["1001"] * 25)


def count(instance: Instance) -> int:
    with db.connect(instance) as connection:
        row = connection.execute("SELECT count(*) FROM parcels").fetchone()
    return int(row[0]) if row else -1


def test_a_delivery_is_loaded_loaded_again_and_taken_back(matian: Run, empty: Instance, clean: Path) -> None:
    loaded = matian(empty, "import", clean, "--layer", "parcels", "--json")
    assert loaded.code == 0, loaded.err
    told = loaded.json
    assert [told[key] for key in ("read", "loaded", "unchanged", "repaired", "refused")] == [25, 25, 0, 0, 0]
    assert told["findings"] == [] and told["delivery"] and count(empty) == 25
    again = matian(empty, "import", clean, "--layer", "parcels", "--json").json
    assert (again["loaded"], again["unchanged"], again["delivery"]) == (0, 25, None)
    undone = matian(empty, "import", "undo", told["delivery"], "--json")
    assert undone.code == 0 and undone.json["removed"] == 25 and count(empty) == 0
    twice = matian(empty, "import", "undo", told["delivery"])
    assert twice.code == 3 and "already" in twice.err and "Traceback" not in twice.err
    listed = matian(empty, "import", "list", "--json").json["deliveries"]
    assert [entry["undoes"] for entry in listed[:2]] == [told["delivery"], None]
    assert told["delivery"] in matian(empty, "import", "list").out


def test_findings_tell_row_code_place_rule_and_severity(matian: Run, empty: Instance, tmp_path: Path) -> None:
    shapes = tiling(5, 5)
    shapes[12] = shapely.Polygon(shapely.get_coordinates(shapes[12])[[0, 2, 1, 3, 0]])
    report, refused = tmp_path / "report.html", tmp_path / "refused.gpkg"
    run = matian(
        empty, "import", write_gpkg(tmp_path / "d.gpkg", shapes), "--layer", "parcels", "--dry-run", "--json",
        "--report", report, "--refused", refused,
    )  # fmt: skip
    assert run.code == 0 and count(empty) == 0
    (finding,) = run.json["findings"]
    assert (finding["row"], finding["code"], finding["rule"]) == (13, codes_for(13)[12], "invalid_geometry")
    assert finding["severity"] == "refuse" and set(finding["place"]) == {"x", "y", "lon", "lat"}
    assert set(finding["message"]) == {"zh", "en"}
    assert run.json["delivery"] is None and run.json["loaded"] == 24
    assert report.read_text("utf-8").startswith("<!doctype html>") and refused.exists()


def test_a_file_with_no_acceptable_row_ends_with_3(matian: Run, empty: Instance, tmp_path: Path) -> None:
    file = write_gpkg(tmp_path / "d.gpkg", tiling(2, 2), [None] * 4)
    run = matian(empty, "import", file, "--layer", "parcels", "--json")
    assert run.code == 3 and run.json["refused"] == 4 and count(empty) == 0


def test_strict_ends_with_3_and_loads_nothing(matian: Run, empty: Instance, tmp_path: Path) -> None:
    file = write_gpkg(tmp_path / "d.gpkg", tiling(2, 2), [*codes_for(3), None])
    run = matian(empty, "import", file, "--layer", "parcels", "--strict", "--json")
    assert run.code == 3 and run.json["loaded"] == 0 and count(empty) == 0


def test_proposals_go_out_and_come_back_decided(matian: Run, empty: Instance, tmp_path: Path) -> None:
    shapes = list(tiling(5, 5))
    shapes[12] = shapely.Polygon(shapely.get_coordinates(shapes[12])[[0, 2, 1, 3, 0]])
    file, proposals = write_gpkg(tmp_path / "d.gpkg", shapes), tmp_path / "proposals.json"
    given = ("import", file, "--layer", "parcels", "--repair", "safe", "--json", "--proposals", proposals)
    first = matian(empty, *given)
    assert first.json["refused"] == 1 and first.json["proposals_file"] == str(proposals)
    document = json.loads(proposals.read_text("utf-8"))
    document["proposals"][0]["accept"] = True
    accept = tmp_path / "accept.json"
    accept.write_text(json.dumps(document), "utf-8")
    second = matian(empty, *given, "--accept", accept)
    assert (second.json["loaded"], second.json["repaired"], second.json["unchanged"]) == (1, 1, 24), second.err


def test_their_columns_are_mapped(matian: Run, empty: Instance, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"KEY": codes_for(4)}, geometry=list(tiling(2, 2)), crs="EPSG:4547")
    file = tmp_path / "d.gpkg"
    frame.to_file(file, driver="GPKG", layer="parcels")
    assert matian(empty, "import", file, "--layer", "parcels", "--json").code == 3
    mapped = matian(empty, "import", file, "--layer", "parcels", "--map", "KEY=code", "--json")
    assert mapped.json["loaded"] == 4 and mapped.json["mapping"] == {"KEY": "code"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--layer", "nothing"), "there is no layer"),
        (("--layer", "parcels", "--repair", "all"), "none and safe"),
        (("--layer", "parcels", "--accept", "x.json"), "--repair safe"),
        (("--layer", "parcels", "--map", "KEY"), "THEIRS=OURS"),
        (("--layer", "parcels", "--valid-from", "30.6.2024"), "2024-06-30"),
        ((), "--layer"),
    ],
)
def test_wrong_use_ends_with_2_and_one_sentence(
    clean: Path, arguments: tuple[str, ...], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["import", str(clean), *arguments])
    told = capfd.readouterr().err
    assert ended.value.code == 2 and said in told and "Traceback" not in told


def test_undo_asks_for_a_key(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["import", "undo", "delivery.gpkg"])
    assert ended.value.code == 2 and "import list" in capfd.readouterr().err


def test_people_read_a_summary_in_chinese(matian: Run, empty: Instance, tmp_path: Path) -> None:
    file = write_gpkg(tmp_path / "d.gpkg", tiling(2, 2), [*codes_for(3), "[red]" + "x"])
    run = matian(empty, "import", file, "--layer", "parcels")
    assert run.code == 0 and "读入 read" in run.out and "交付 delivery" in run.out
    bad = write_gpkg(tmp_path / "e.gpkg", [None, *tiling(2, 2)[1:]], ["[bold]X[/]", *codes_for(4)[1:]])
    assert "[bold]X[/]" in matian(empty, "import", bad, "--layer", "parcels", variables={"COLUMNS": "200"}).out
