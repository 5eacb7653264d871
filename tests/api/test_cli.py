"""The command line: exit codes, sentences instead of tracebacks, JSON alone under --json, arguments passed on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gis_core.instance import Instance

Matian = Callable[..., Any]


@pytest.mark.parametrize(
    "arguments",
    [["frobnicate"], ["db"], ["db", "frobnicate"], ["init", "--scale", "huge"], ["bench", "nonesuch"], ["--nonesuch"]],
)
def test_wrong_use_ends_with_2_and_a_sentence(matian: Matian, instance: Instance, arguments: list[str]) -> None:
    ran = matian(instance, *arguments)
    assert ran.code == 2, ran.err
    assert ran.err.strip()
    assert "Traceback" not in ran.err + ran.out


def test_help_names_every_command_and_each_has_help_worth_reading(matian: Matian, instance: Instance) -> None:
    told = matian(instance, "--help").out
    ours = ("demo", "init", "db", "serve", "token", "import", "export", "report", "layers")
    for command in (*ours, "python", "test", "bench"):
        assert f"  {command} " in told, f"{command} is missing"
        if command in ours:
            assert len(matian(instance, command, "--help").out) > 150, command


def test_psql_connects_as_the_application_or_the_owner_and_passes_arguments_and_input_on(
    matian_process: Matian, fresh_instance: Callable[..., Instance]
) -> None:
    own = fresh_instance("psql")
    assert matian_process(own, "db", "psql", "--", "-Atc", "SELECT current_user").out.strip() == "matian_app"
    assert (
        matian_process(own, "db", "psql", "--owner", "--", "-Atc", "SELECT current_user").out.strip() == "matian_owner"
    )
    assert matian_process(own, "db", "psql", "--", "-At", stdin="SELECT 6 * 7;\n").out.strip() == "42"
    failing = matian_process(own, "db", "psql", "--", "-v", "ON_ERROR_STOP=1", "-c", "DROP TABLE parcels")
    assert failing.code != 0
    assert "permission denied" in failing.err or "must be owner" in failing.err


def test_python_is_the_projects_with_arguments_and_input_passed_on(
    matian_process: Matian, fresh_instance: Callable[..., Instance], tmp_path: Path
) -> None:
    own = fresh_instance("python")
    script = tmp_path / "脚本.py"
    script.write_text("import sys, gis_core; print(sys.argv[1:], sys.stdin.read()); sys.exit(7)")
    ran = matian_process(own, "python", script, "--json", "-c", "--help", stdin="你好", cwd=tmp_path)
    assert ran.out == "['--json', '-c', '--help'] 你好\n"
    assert ran.code == 7


def test_under_json_standard_output_is_json_alone_even_for_an_error(matian_process: Matian, instance: Instance) -> None:
    ran = matian_process(instance, "db", "status", "--json")
    assert ran.json["home"] == str(instance.home)
    refused = matian_process(instance, "import", "no-such-file.gpkg", "--layer", "parcels", "--json")
    assert refused.code in (2, 3)
    assert "no-such-file.gpkg" in json.loads(refused.out)["error"]


def test_an_unreachable_database_ends_with_4(matian: Matian, instance: Instance, tmp_path: Path) -> None:
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "MATIAN_HOME": str(tmp_path / "new")}
    ran = matian(instance, "layers", variables=nowhere)
    assert ran.code == 4
    assert "can't be reached" in ran.err


def test_debug_shows_the_traceback_that_people_are_spared(matian_process: Matian, instance: Instance) -> None:
    without = matian_process(instance, "import", "no-such-file.gpkg", "--layer", "parcels")
    shown = matian_process(instance, "--debug", "import", "no-such-file.gpkg", "--layer", "parcels")
    assert "Traceback" not in without.err
    assert "Traceback" in shown.err
    assert shown.code == without.code
