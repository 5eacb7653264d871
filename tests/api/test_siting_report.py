"""What is taken along of a run: its workbook, and its ranking by every method."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from api.roles import Role
from gis_core.siting.workbook import RANKING, WEIGHTS, WEIGHTS_FROM
from tests.api.serving import Running
from tests.api.test_siting import API, number, office  # noqa: F401  (fixtures)

METHODS = ["weighted_sum", "topsis", "vikor", "promethee"]


def test_the_workbook_of_a_run_ranks_as_the_run_does(office: Running, number: int) -> None:  # noqa: F811
    with office.client(Role.VIEWER) as client:
        told = client.get(f"{API}/runs/{number}").raise_for_status().json()
        answer = client.get(f"{API}/runs/{number}/report.xlsx").raise_for_status()
        assert client.get(f"{API}/runs/4711/report.xlsx").status_code == 404
    assert "siting-" in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(BytesIO(answer.content), data_only=True)
    rows = range(5, 5 + len(told["ranked"]))
    assert [book[RANKING][f"A{row}"].value for row in rows] == [one["code"] for one in told["ranked"]]
    assert [book[RANKING][f"B{row}"].value for row in rows] == [one["rank"] for one in told["ranked"]]
    assert [book[RANKING][f"C{row}"].value for row in rows] == pytest.approx([one["score"] for one in told["ranked"]])
    assert book[WEIGHTS][f"B{WEIGHTS_FROM + 1}"].value == told["criteria"][0]["weight"]


def test_every_method_ranks_the_candidates_of_a_run_under_any_weights(
    office: Running,  # noqa: F811
    number: int,  # noqa: F811
) -> None:
    address = f"{API}/runs/{number}/methods"
    with office.client(Role.VIEWER) as client:
        names = [one["name"] for one in client.get(f"{API}/runs/{number}").json()["criteria"]]
        own = client.post(address, json={}).raise_for_status().json()
        weights = {name: 1 / len(names) for name in names}
        alike = client.post(address, json={"weights": weights}).raise_for_status().json()
        short = client.post(address, json={"weights": {names[0]: 1.0, "luck": 0.0}})
        uneven = client.post(address, json={"weights": {**weights, names[0]: 0.9}})
    assert own["methods"] == METHODS
    assert own["first"][0] == {"code": "P2", "ranks": [1, 1, 1, 1]}
    assert own["correlation"][0] == 1
    assert own["among"] == alike["among"] == 2
    assert (short.status_code, uneven.status_code) == (422, 422)
    assert "give one for each of" in short.json()["detail"]
    assert len(names) == 1 or "they must sum to 1" in uneven.json()["detail"]
