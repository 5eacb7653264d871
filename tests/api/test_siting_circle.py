"""The 15-minute circle over HTTP and by command: coverage, gaps, isochrones, access; from a place on foot; files."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from api.roles import Role
from api.routes.siting_circle import CircleAnswer, WalkReachAnswer
from gis_core import db
from gis_core.instance import Instance
from tests.api.serving import Running, serving
from tests.conftest import Ran
from tests.gis_core.siting.town import CORNER, DAY, build, build_circle, put

AT = DAY.isoformat()


@pytest.fixture(scope="module")
def town(fresh_instance: Callable[[str], Instance]) -> Instance:
    instance = fresh_instance("circle")
    with db.connect(instance, who="surveyor") as connection:
        build(connection)
        build_circle(connection)
    return instance


@pytest.fixture(scope="module")
def office(town: Instance) -> Iterator[Running]:
    with serving(town) as running:
        yield running


# by command


def test_the_command_tells_the_circle_by_community(town: Instance, matian: Callable[..., Ran]) -> None:
    told = json.loads(matian(town, "siting", "circle", "--minutes", "10", "--at", AT, "--json").out)
    assert told["asked"] == {
        "kinds": ["elderly_station"], "minutes": 10, "age": "elderly", "m_per_s": 1.0, "decay": None,
        "whom": "residents_over_60", "reach_m": 600,
    }  # fmt: skip
    assert [(row["name"], row["residents_over_60_covered"]) for row in told["communities"]] == [
        ("示意社区", 20),
        ("西社区", 0),
    ]
    assert told["total"]["gini"] == pytest.approx(1 / 3)
    assert told["gaps"] == 1
    assert told["quality"]["components"] == 1
    shown = matian(town, "siting", "circle", "--minutes", "10", "--at", AT)
    assert "西社区" in shown.out
    assert "66.7%" in shown.out
    assert "0.7 km" in shown.err
    before = matian(town, "siting", "circle", "--at", "2019-01-01")
    assert before.code == 3
    assert "of 0 roads none can be walked" in before.err


def test_isochrones_and_gaps_go_into_one_file_or_a_file_each(
    town: Instance, matian: Callable[..., Ran], tmp_path: Path
) -> None:
    packed = tmp_path / "circle.gpkg"
    assert matian(town, "siting", "circle", "--minutes", "10", "--at", AT, "--out", str(packed)).code == 0
    isochrones = gpd.read_file(packed, layer="isochrones")
    assert isochrones["minutes"].tolist() == [5, 10]
    assert isochrones.crs == "EPSG:4547"
    gaps = gpd.read_file(packed, layer="uncovered_homes")
    assert gaps[["code", "residents_over_60", "community"]].to_numpy().tolist() == [["B9", 10, "西社区"]]
    apart = tmp_path / "circle.geojson"
    told = json.loads(
        matian(town, "siting", "circle", "--minutes", "10", "--at", AT, "--out", str(apart), "--json").out
    )
    assert [Path(name).name for name in told["files"]] == [
        "circle_isochrones.geojson",
        "circle_uncovered_homes.geojson",
    ]
    assert len(gpd.read_file(tmp_path / "circle_uncovered_homes.geojson")) == 1
    refused = matian(town, "siting", "circle", "--out", str(tmp_path / "circle.doc"))
    assert (refused.code, "no format has that ending" in refused.err) == (2, True)
    with db.connect(town) as connection:
        logged = connection.execute(
            "SELECT detail #>> '{what,worked_out,0}', count(*) FROM export_log WHERE event = 'asked' GROUP BY 1"
        ).fetchall()
    assert dict(logged) == {"isochrones": 2, "uncovered_homes": 1}


def test_the_command_tells_what_is_reached_from_a_place(
    town: Instance, matian: Callable[..., Ran], tmp_path: Path
) -> None:
    out = tmp_path / "reach.gpkg"
    asked = ("--minutes", "1,5,10", "--age", "elderly", "--at", AT)
    told = json.loads(matian(town, "siting", "reach", "--from", "parcels/P2", *asked, "--out", str(out), "--json").out)
    assert [row["residents"] for row in told["isochrones"]] == [100, 100, 150]
    assert told["isochrones"][2]["facilities"] == {"canteen": 1, "elderly_station": 1}
    assert gpd.read_file(out, layer="isochrones")["residents"].tolist() == [100, 100, 150]
    by_numbers = matian(town, "siting", "reach", "--from", f"{CORNER[0] + 150},{CORNER[1]}", *asked)
    assert "100 人 (20 60+)" in by_numbers.out
    for wrong, said in (
        ("P77", "has the code"),
        ("0,0", "look like degrees"),
        ("400000,2500000", "nearest street"),
        ("", "give a place"),
    ):
        refused = matian(town, "siting", "reach", "--from", wrong, *asked)
        assert refused.code in (2, 3)
        assert said in refused.err
        assert "Traceback" not in refused.err
    assert "is no number" in matian(town, "siting", "reach", "--from", "P1", "--minutes", "five").err


# over HTTP


def test_the_route_tells_what_the_command_tells_and_shapes_to_draw(
    office: Running, town: Instance, matian: Callable[..., Ran]
) -> None:
    asked = {"minutes": "10", "at": AT}
    with office.client(Role.VIEWER) as client:
        first = client.get("/api/siting/circle", params=asked).raise_for_status()
        again = client.get("/api/siting/circle", params=asked, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    told = first.json()
    CircleAnswer.model_validate(told)
    by_command = json.loads(matian(town, "siting", "circle", "--minutes", "10", "--at", AT, "--json").out)
    for part in ("at", "asked", "access", "communities", "total", "quality"):
        assert told[part] == by_command[part]
    assert [row["code"] for row in told["facilities"]] == ["F1"]
    gaps = told["gaps"]
    assert (gaps["all"], gaps["codes"], gaps["residents_over_60"], gaps["minutes"]) == (1, ["B9"], [10], [10.2])
    west, south, east, north = next(row["bbox"] for row in told["communities"] if row["name"] == "西社区")
    assert west < gaps["lon"][0] < east
    assert south < gaps["lat"][0] < north
    five, ten = (shapely.geometry.shape(row["shape"]) for row in told["isochrones"])
    assert ten.intersection(five).area < 0.01 * five.area  # a band each
    assert ten.distance(five) < 1e-6
    assert shapely.Point(told["facilities"][0]["at"]).within(five)


def test_of_several_kinds_any_one_closes_the_circle(office: Running) -> None:
    with office.client(Role.VIEWER) as client:
        asked = {"kind": "elderly_station,canteen", "minutes": 5, "at": AT}
        told = client.get("/api/siting/circle", params=asked).raise_for_status().json()
    assert told["asked"]["kinds"] == ["elderly_station", "canteen"]
    assert told["total"]["residents_share"] == 1
    assert [row["code"] for row in told["facilities"]] == ["F1", "F2"]
    assert told["access"]["supply"] == "facilities"


def test_an_answer_is_kept_until_the_records_change(office: Running, town: Instance) -> None:
    with office.client(Role.VIEWER) as client:
        asked = {"kind": "clinic"}
        before = client.get("/api/siting/circle", params=asked).raise_for_status().json()
        kept = len(office.app.state.circles._answers)
        assert client.get("/api/siting/circle", params=asked).json() == before
        assert len(office.app.state.circles._answers) == kept
        with db.connect(town, who="surveyor") as connection:
            put(connection, "facilities", "F9", shapely.Point(100, 0), name="社康", kind="clinic", capacity=3,
                valid_from=dt.date(2024, 12, 1))  # fmt: skip
        after = client.get("/api/siting/circle", params=asked).json()
    assert (before["total"]["residents_share"], after["total"]["residents_share"]) == (0, 1)
    assert before["isochrones"] == []


def test_what_is_reached_from_a_spot_and_from_a_thing(office: Running) -> None:
    with office.client(Role.VIEWER) as client:
        asked = {"age": "elderly", "at": AT, "minutes": "2,5,10"}
        thing = client.get("/api/siting/reach", params={"from": "parcels/P2", **asked}).raise_for_status().json()
        WalkReachAnswer.model_validate(thing)
        lon, lat = thing["start"]
        spot = client.get("/api/siting/reach", params={"from": f"{lon},{lat}", **asked}).raise_for_status().json()
    for one in (thing, spot):
        assert [row["residents"] for row in one["isochrones"]] == [100, 100, 150]
        assert one["isochrones"][2]["facilities"] == {"canteen": 1, "elderly_station": 1}


@pytest.mark.parametrize(
    ("path", "field", "status"),
    [
        ("circle?kind=palace", "kind", 400),
        ("circle?kind=", "kind", 400),
        ("circle?kind=clinic,palace", "kind", 400),
        ("circle?kind=clinic&kind=school", "kind", 400),
        ("circle?minutes=0", "minutes", 400),
        ("circle?minutes=nan", "minutes", 400),
        ("circle?minutes=1e9", "minutes", 400),
        ("circle?age=giant", "age", 400),
        ("circle?decay=linear", "decay", 400),
        ("circle?at=tomorrow", "at", 400),
        ("circle?speed=9", "speed", 400),
        ("circle?at=2019-01-01", None, 422),  # there was no street
        ("reach", "from", 400),
        ("reach?from=", "from", 400),
        ("reach?from=%00", "from", 400),
        ("reach?from=" + "x" * 161, "from", 400),
        ("reach?from=P77", "from", 404),
        ("reach?from=1,2", "from", 422),
        ("reach?from=500,2", None, 422),
        ("reach?from=113.9,22.7&minutes=five", "minutes", 400),
        ("reach?from=113.9,22.7&minutes=1,2,3,4,5,6,7", "minutes", 400),
        ("reach?from=113.9,22.7&minutes=999", "minutes", 400),
    ],
)
def test_what_can_t_be_asked_is_refused_by_name(office: Running, path: str, field: str | None, status: int) -> None:
    with office.client(Role.VIEWER) as client:
        refused = client.get(f"/api/siting/{path}")
    assert (refused.status_code, refused.json().get("field")) == (status, field), refused.text


def test_strangers_see_no_homes(office: Running) -> None:
    with office.client(None) as stranger:
        assert stranger.get("/api/siting/circle").status_code == 401
        assert stranger.get("/api/siting/reach", params={"from": "P1"}).status_code == 401
