"""`record` and `codes` on the command line: what they write, what they answer, and their exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from api.roles import Role
from gis_core.instance import Instance
from tests.api.consolidating import fill_project
from tests.api.serving import serving

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def office(fresh_instance: Callable[[str], Instance]) -> Instance:
    instance = fresh_instance("record_command")
    fill_project(instance)
    return instance


def test_an_event_is_recorded_corrected_and_refused(matian: Run, office: Instance) -> None:
    made = matian(office, "record", "event", "Z1", "signed", "--on", "2024-01-10", "--json")
    assert made.code == 0, made.err
    number = made.json["id"]
    assert matian(office, "record", "event", "Z1", "signed", "--on", "2024-01-11", "--voids", str(number)).code == 0
    refused = matian(office, "record", "event", "Z2", "completed", "--on", "2024-01-10", "--json")
    assert (refused.code, refused.json["exit_code"]) == (3, 3)
    assert "without having been signed" in refused.json["error"]
    assert matian(office, "record", "event", "Z2", "signed").code == 2
    assert matian(office, "record", "event", "Z2", "signed", "--on", "soon").code == 2
    told = matian(office, "record", "corrections", "--first", "2024-01-01", "--last", "2199-12-31", "--json").json
    assert [(row["kind"], row["parcel"]) for row in told["corrections"]] == [("late", "Z1"), ("corrected", "Z1")]


def test_a_sheet_goes_round_with_its_exit_codes(matian: Run, office: Instance, tmp_path: Path) -> None:
    file = tmp_path / "sheet.xlsx"
    assert matian(office, "record", "template", "--project", "X1", "--out", file).code == 0
    book = openpyxl.load_workbook(file)
    for row, code in ((4, "Z3"), (5, "Z9")):
        for column, value in ((1, code), (8, "签约"), (9, "2024-02-01")):
            book.worksheets[0].cell(row, column).value = value
    book.save(file)
    strict = matian(office, "record", "sheet", file, "--strict", "--json")
    assert (strict.code, strict.json["recorded"], strict.json["refused"]) == (3, 0, 1)
    done = matian(office, "record", "sheet", file, "--json")
    assert (done.code, done.json["recorded"], done.json["findings"][0]["code"]) == (0, 1, "Z9")
    (tmp_path / "no.xlsx").write_text("x")
    assert matian(office, "record", "sheet", tmp_path / "no.xlsx").code == 3
    assert matian(office, "record", "sheet", tmp_path / "nonesuch.xlsx").code == 2


def test_a_part_is_recorded_from_a_file(matian: Run, office: Instance, tmp_path: Path) -> None:
    from tests.api.test_recording import SIDE, SOUTH, WEST, degrees

    part = tmp_path / "part.geojson"
    west = WEST + 3 * SIDE
    part.write_text(json.dumps({"type": "Feature", "geometry": degrees(west, SOUTH, west + 50, SOUTH + SIDE)}))
    matian(office, "record", "event", "Z4", "signed", "--on", "2024-01-10")
    made = matian(office, "record", "event", "Z4", "completed", "--on", "2024-02-10", "--part", part, "--json")
    assert made.json["children"] == ["Z4-1", "Z4-2"]
    part.write_text("{}")
    assert matian(office, "record", "event", "Z4-1", "stored", "--on", "2024-02-10", "--part", part).code == 3
    undo = ("record", "event", "Z4-1", "--voids", str(made.json["id"]), "--undo-division")
    assert matian(office, *undo[:3], "paid", "--on", "2024-03-01", *undo[3:]).code == 2
    undone = matian(office, *undo, "--json")
    assert (undone.code, undone.json["restored"]) == (0, "Z4"), undone.err
    assert matian(office, *undo).code == 3


def test_codes_are_edited_by_command_and_the_legend_follows(matian: Run, office: Instance) -> None:
    added = matian(
        office, "codes", "add", "stages", "fenced", "label_zh=围挡", "label_en=Fenced", "source=街道办",
        "colour=#112233", "position=9", "--json",
    )  # fmt: skip
    assert (added.code, added.json["position"]) == (0, 9), added.err
    assert matian(office, "codes", "set", "stages", "signed", "requires=stored").code == 3
    assert matian(office, "codes", "set", "stages", "signed", "nonsense").code == 2
    assert matian(office, "codes", "show", "nonesuch").code == 3
    assert "fenced" in matian(office, "codes", "show", "stages").out
    assert matian(office, "codes", "list", "--json").json["stages"] == 11
    assert matian(office, "codes", "skip", "interest_sharing", "supplied").code == 0
    log = matian(office, "codes", "log", "--json").json
    assert [(row["list"], row["code"]) for row in log[:1]] == [("project_type_milestones", "interest_sharing/supplied")]
    with serving(office) as running, running.client(Role.VIEWER) as client:
        layers = {layer["name"]: layer for layer in client.get("/api/layers").json()["layers"]}
        legend = layers["consolidation_parcels"]["legend"]
        assert [(row["code"], row["colour"]) for row in legend][7:10] == [
            ("demolished", "#2072b2"), ("fenced", "#112233"), ("completed", "#234da0"),
        ]  # fmt: skip
        listed = client.get("/api/consolidation/codes/stages").json()["codes"]
        assert [row["code"] for row in listed] == [row["code"] for row in legend]
        assert client.get("/api/consolidation/codes/tokens").status_code == 404
