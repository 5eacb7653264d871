"""Site selection over HTTP and by command: a document is asked for, becomes a run, and the run can be looked into."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from api.roles import Role
from gis_core import db
from gis_core.instance import Instance
from gis_core.jobs.beside import worker_beside
from tests.api.serving import Running, serving
from tests.conftest import Ran
from tests.gis_core.siting.test_run import document
from tests.gis_core.siting.town import build

API = "/api/siting"


@pytest.fixture(scope="module")
def office(fresh_instance: Callable[[str], Instance]) -> Iterator[Running]:
    instance = fresh_instance("siting")
    with db.connect(instance, who="surveyor") as connection:
        build(connection)
    with serving(instance) as running, worker_beside(instance, 1):
        yield running


def done(client: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    """Wait for a job and return what came out."""
    for _ in range(600):
        found: dict[str, Any] = client.get(f"/api/jobs/{job['id']}").raise_for_status().json()
        if found["state"] not in ("waiting", "running"):
            assert found["state"] == "done", found["error"]
            result: dict[str, Any] = found["result"]
            return result
        time.sleep(0.1)
    raise AssertionError("the job didn't end")


@pytest.fixture(scope="module")
def number(office: Running) -> int:
    """The number of a run."""
    with office.client(Role.PLANNER) as client:
        asked = client.post(f"{API}/runs", json={"document": document()})
        assert asked.status_code == 202
        return int(done(client, asked.json())["run"])


def test_presets_are_whole_documents_that_fit_the_schema(office: Running) -> None:
    with office.client(Role.VIEWER) as client:
        schema = client.get(f"{API}/schema").raise_for_status().json()
        found = client.get(f"{API}/presets").raise_for_status().json()["presets"]
    assert len(found) == 7
    for one in found:
        jsonschema.validate(one["document"], schema)


def test_a_run_is_shown_whole_and_listed(office: Running, number: int) -> None:
    with office.client(Role.VIEWER) as client:
        told = client.get(f"{API}/runs/{number}").raise_for_status().json()
        listed = client.get(f"{API}/runs").raise_for_status().json()["runs"]
    assert [row["code"] for row in told["ranked"]] == ["P2", "P1"]
    assert told["run"]["made_by"] == "test-planner"
    assert [step["passed"] for step in told["funnel"]] == [3, 2]
    assert told["candidates"]["values"]["people"] == [0, 1]
    assert listed[-1]["id"] == number
    assert listed[-1]["first"] == "P2"


def test_one_candidate_is_told_why_it_fell(office: Running, number: int) -> None:
    with office.client(Role.VIEWER) as client:
        told = client.get(f"{API}/runs/{number}/why", params={"code": "P4"}).raise_for_status().json()
        assert client.get(f"{API}/runs/{number}/why", params={"code": "P77"}).status_code == 404
    assert [(row["kind"], row["holds"]) for row in told["reasons"]] == [("building_cover", False), ("outside", True)]


def test_a_run_made_again_is_the_same(office: Running, number: int) -> None:
    with office.client(Role.PLANNER) as client:
        again = done(client, client.post(f"{API}/runs", json={"rerun": number}).json())
        assert again["same"]
        assert client.get(f"{API}/runs/{number}/changed").json() == {"data_changed": {}, "code_changed": False}
        told = client.get(f"{API}/comparison", params={"one": number, "other": again["run"]}).json()
    assert told["document"] == []
    assert told["first"] == [{"code": "P2", "ranks": [1, 1]}, {"code": "P1", "ranks": [2, 2]}]


def test_a_wrong_document_is_refused_at_once_with_its_place(office: Running) -> None:
    with office.client(Role.PLANNER) as client:
        wrong = document()
        wrong["constraints"][0]["max"] = 10
        refused = client.post(f"{API}/runs", json={"document": wrong})
        nothing = client.post(f"{API}/runs", json={})
        unknown = client.post(f"{API}/runs", json={"rerun": 4711})
    assert refused.status_code == 422
    assert refused.json()["field"] == "constraints[0].max"
    assert "a unit is missing" in refused.json()["detail"]
    assert nothing.status_code == 422
    assert unknown.status_code == 404


def test_a_document_that_fails_on_the_records_says_so_in_its_job(office: Running) -> None:
    with office.client(Role.PLANNER) as client:
        nowhere = document(area={"kind": "features", "layer": "communities", "names": ["Atlantis"]})
        job = client.post(f"{API}/runs", json={"document": nowhere}).json()
        for _ in range(600):
            found = client.get(f"/api/jobs/{job['id']}").json()
            if found["state"] not in ("waiting", "running"):
                break
            time.sleep(0.1)
    assert found["state"] == "failed"
    assert "Atlantis" in found["error"]


def test_viewers_look_and_planners_run(office: Running, number: int) -> None:
    with office.client(Role.VIEWER) as client:
        assert client.post(f"{API}/runs", json={"document": document()}).status_code == 403
        assert client.get(f"{API}/runs/{number}").status_code == 200
    with office.client(None) as stranger:
        assert stranger.get(f"{API}/runs/{number}").status_code == 401


@pytest.fixture(scope="module")
def town(fresh_instance: Callable[[str], Instance]) -> Instance:
    instance = fresh_instance("siting_command")
    with db.connect(instance, who="surveyor") as connection:
        build(connection)
    return instance


def test_the_commands_go_from_a_preset_to_a_run_made_again(
    town: Instance, matian: Callable[..., Ran], tmp_path: Path
) -> None:
    assert "pocket_park" in matian(town, "siting", "presets").out
    begun = tmp_path / "begun.json"
    assert matian(town, "siting", "new", "pocket_park", "--out", str(begun)).code == 0
    assert json.loads(begun.read_text(encoding="utf-8"))["preset"] == "pocket_park"
    asked = tmp_path / "scenario.json"
    asked.write_text(json.dumps(document(), ensure_ascii=False), encoding="utf-8")
    made = matian(town, "siting", "run", str(asked), "--json")
    told = json.loads(made.out)
    assert {"run", "funnel", "ranked", "allocation"} <= told.keys()
    number = str(told["run"]["id"])
    assert "P2" in matian(town, "siting", "show", number).out
    assert number in matian(town, "siting", "list").out
    again = json.loads(matian(town, "siting", "rerun", number, "--json").out)
    assert again["same"]
    compared = matian(town, "siting", "compare", number, str(again["run"]))
    assert compared.code == 0
    why = json.loads(matian(town, "siting", "why", number, "P4", "--json").out)
    assert [row["holds"] for row in why] == [False, True]


def test_a_wrong_file_gets_one_sentence(town: Instance, matian: Callable[..., Ran], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{", encoding="utf-8")
    torn = matian(town, "siting", "run", str(wrong))
    assert torn.code == 3
    assert "wrong.json is no JSON" in torn.err
    wrong.write_text(json.dumps(document(method={"kind": "dice"})), encoding="utf-8")
    named = matian(town, "siting", "run", str(wrong))
    assert named.code == 3
    assert "method.kind" in named.err
    missing = matian(town, "siting", "run", str(tmp_path / "none.json"))
    assert missing.code == 2
    assert "can't be read" in missing.err
    for run in (torn, named, missing):
        assert "Traceback" not in run.err
