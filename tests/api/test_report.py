"""`report`: the year's figures and their evidence, as a program reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gis_core.instance import Instance

Run = Callable[..., Any]
REPORTED = {
    "completed_ha": 40.6,
    "contiguous_ha": 61.0,
    "parks_upgraded": 4,
    "roads_opened": 10,
    "parking_spaces_added": 6000,
    "stations_opened": 40,
}


@pytest.fixture
def report(matian: Run, demo_instance: Instance) -> Run:
    """A function that runs `./matian report …` on the demo."""
    return lambda *arguments: matian(demo_instance, "report", *arguments)


def test_the_figures_of_2024_stand_as_numbers_at_the_top(report: Run) -> None:
    done = report("year", "--year", "2024", "--json")
    assert done.code == 0, done.err
    assert {name: done.json[name] for name in REPORTED} == REPORTED
    for figure in done.json["figures"]:
        assert figure["definition"]["zh"] and figure["definition"]["en"] and figure["unit"]["en"]


def test_evidence_sums_to_the_figure(report: Run) -> None:
    done = report("evidence", "completed_area", "--year", "2024", "--json")
    assert done.code == 0, done.err
    assert (done.json["value"], done.json["unit"]) == (406_000, "m²")
    assert round(sum(row["area"] for row in done.json["rows"]), 6) == 406_000
    assert all(row["code"] and row["project"] and row["date"].startswith("2024-") for row in done.json["rows"])


def test_evidence_of_one_project_is_a_part(report: Run) -> None:
    whole = report("evidence", "completed_area", "--year", "2024", "--json").json
    project = whole["rows"][0]["project"]
    part = report("evidence", "completed_area", "--year", "2024", "--project", project, "--json").json
    assert 0 < part["value"] < whole["value"]
    assert {row["project"] for row in part["rows"]} == {project}


def test_what_was_known_at_new_year_is_less(report: Run) -> None:
    then = report("year", "--year", "2024", "--known", "2024-12-31", "--json").json
    assert 0 < then["completed_ha"] < REPORTED["completed_ha"]


def test_people_read_both_languages(report: Run) -> None:
    done = report("year", "--year", "2024")
    assert "整备完成面积 Land consolidation completed: 40.6" in done.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("evidence", "hectares", "--year", "2024"), "there is no figure 'hectares'"),
        (("year", "--year", "0"), "there is no year 0"),
        (("year", "--year", "2024", "--known", "soon"), "no date and no instant"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(report: Run, arguments: tuple[str, ...], sentence: str) -> None:
    done = report(*arguments)
    assert (done.code, done.out) == (2, "")
    assert sentence in done.err and "Traceback" not in done.err


def test_an_empty_instance_reports_nothing_done(matian: Run, instance: Instance, tmp_path: Path) -> None:
    done = matian(instance, "report", "year", "--year", "2024", "--json", cwd=tmp_path)
    assert done.code == 0, done.err
    assert {name: done.json[name] for name in REPORTED} == dict.fromkeys(REPORTED, 0)
