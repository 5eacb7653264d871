"""`/api/siting/circle`, `/api/siting/reach`: the 15-minute circle of facilities, and what is reached from one place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Annotated, Any, Literal

import orjson
import shapely
from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.database import WhileClientListens, in_thread
from api.errors import Problem
from api.parameters import At, Known, read_times, refuse_unknown
from api.security import Role, needs
from api.shapes import Bounds, Point, Shape, described, tagged
from gis_core.crs import WGS84
from gis_core.siting.ground import Ground
from gis_core.siting.life_circle import LifeCircle, Question, Walked, life_circle, reach, times_of
from gis_core.siting.life_circle.answer import LONGEST_MIN
from gis_core.siting.life_circle.kept import Kept
from gis_core.siting.life_circle.place import place_of
from gis_core.siting.life_circle.told import StreetQuality, circle_told, in_degrees, reach_told, spots
from gis_core.siting.network.walking import Group

router = APIRouter(prefix="/api/siting", tags=["siting"])
JSON = "application/json"
TURN_S = 30.0  # a circle of the district takes some seconds
MOST_DRAWN = 5000  # homes outside; those with the most elderly people
Age = Annotated[Group, Query(description="Whose pace")]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep what was read and answered while the server runs; one question is worked out at a time."""
    app.state.circles = Kept()
    app.state.circle_turn = asyncio.Lock()
    yield


class AskedCircle(BaseModel):
    """What was asked, with the pace (m/s), how far that is (m), and which people share the supply."""

    kinds: list[str]
    minutes: float
    age: Group
    m_per_s: float
    decay: Literal["gaussian"] | None
    whom: Literal["residents", "residents_over_60"]
    reach_m: float


class AccessOf(BaseModel):
    """What access counts (`capacity`, or each of the `facilities` as one), and for how many people."""

    supply: Literal["capacity", "facilities"]
    per: int


class CommunityCircle(BaseModel):
    """
    The circle in a community.

    Shares are 0–1; `farthest_min` is null where no way leads to a facility; `access` is the mean for `per` people,
    `gini` 0 where all have the same; `lorenz` shares of access at 21 evenly spaced shares of people, worst off first.
    """

    name: str
    code: str | None
    residents: float
    residents_over_60: float
    residents_covered: float
    residents_over_60_covered: float
    residents_share: float | None
    residents_over_60_share: float | None
    homes: int
    homes_uncovered: int
    farthest_min: float | None
    access: float | None
    gini: float | None
    lorenz: list[float] | None
    bbox: Bounds | None


class Isochrone(BaseModel):
    """
    What is reached within a time.

    `shape`, in degrees, is the ground that the next shorter time doesn't reach; null where there is none.
    """

    minutes: float
    reach_m: float
    street_m: float
    area_m2: float
    homes: int
    residents: float
    residents_over_60: float
    shape: Shape | None


class ReachedIsochrone(Isochrone):
    """The same from one place, with the facilities reached, by kind."""

    facilities: dict[str, int]


class Facility(BaseModel):
    """A facility that counts."""

    code: str
    name: str | None
    kind: str
    at: Point


class Gaps(BaseModel):
    """Homes outside, as columns; of `all` those with the most elderly people. `minutes` is null where no way leads."""

    all: int
    codes: list[str]
    lon: list[float]
    lat: list[float]
    residents: list[float]
    residents_over_60: list[float]
    minutes: list[float | None]
    community: list[str | None]


class CircleAnswer(BaseModel):
    """The circle: by community and in total, what is reached, facilities, the gaps, and how good the streets are."""

    at: str
    asked: AskedCircle
    access: AccessOf
    communities: list[CommunityCircle]
    total: CommunityCircle
    isochrones: list[Isochrone]
    facilities: list[Facility]
    gaps: Gaps
    quality: StreetQuality


class WalkReachAnswer(BaseModel):
    """What is reached from a place, shortest time first; `access_m` is the straight way to a street."""

    at: str
    age: Group
    start: Point
    access_m: Annotated[float, Field(ge=0)]
    isochrones: list[ReachedIsochrone]
    quality: StreetQuality


@router.get(
    "/circle", dependencies=[needs(Role.VIEWER)], response_class=Response, responses=described(CircleAnswer, JSON)
)
async def get_circle(
    request: Request,
    *,
    kind: Annotated[
        str, Query(max_length=200, description="Kinds of facilities, commas between them; any of them will do")
    ] = "elderly_station",
    minutes: Annotated[float, Query(gt=0, le=LONGEST_MIN, allow_inf_nan=False, description="Time on foot")] = 15,
    age: Age = "elderly",
    decay: Annotated[Literal["gaussian"] | None, Query(description="What is farther counts less")] = None,
    at: At = None,
    known: Known = None,
) -> Response:
    """Tell who reaches a facility on foot in time, by community; the gaps; isochrones; access and how even it is."""
    refuse_unknown(request, "kind", "minutes", "age", "decay", "at", "known")
    question = Question(tuple(dict.fromkeys(kind.split(","))), minutes, age, decay)

    def make(ground: Ground, walked: Walked) -> dict[str, Any]:
        found = life_circle(walked, question)
        told = circle_told(found)
        return {
            "at": ground.at,
            **told,
            "isochrones": _drawn(told["isochrones"], found.isochrones, ground.crs),
            "facilities": _facilities(found, ground.crs),
            "gaps": _gaps(found, ground.crs),
        }

    return await _answer(request, at, known, question, make)


@router.get(
    "/reach", dependencies=[needs(Role.VIEWER)], response_class=Response, responses=described(WalkReachAnswer, JSON)
)
async def get_reach(
    request: Request,
    *,
    start: Annotated[
        str,
        Query(alias="from", max_length=160, description="`longitude,latitude` (CRS84), or `layer/code` of a thing"),
    ],
    minutes: Annotated[str, Query(max_length=60, description="1 to 6 times on foot, with commas between")] = "5,10,15",
    age: Age = "adult",
    at: At = None,
    known: Known = None,
) -> Response:
    """Tell what is reached on foot from a place: ground, who lives there, facilities."""
    refuse_unknown(request, "from", "minutes", "age", "at", "known")
    times = times_of(minutes)

    def make(ground: Ground, walked: Walked) -> dict[str, Any]:
        found = reach(walked, place_of(ground, start, crs=WGS84), times, age)
        told = reach_told(walked, found)
        (point,) = in_degrees([found.start], ground.crs)
        return {
            "at": ground.at,
            "age": age,
            "start": point.coords[0],
            **told,
            "isochrones": _drawn(told["isochrones"], found.isochrones, ground.crs),
        }

    return await _answer(request, at, known, (start.strip(), tuple(times), age), make)


async def _answer(
    request: Request, at: str | None, known: str | None, question: Hashable, make: Callable[[Ground, Walked], Any]
) -> Response:
    """Return what is kept, or work it out; whoever waits too long for their turn is told to ask again."""
    state = request.app.state
    times = read_times(state.instance.place, at, known)

    def work(connection: Any) -> bytes:
        ground = Ground(connection, state.instance, times.at, times.known)
        kept: Kept = state.circles
        return kept.answer(
            ground,
            (times.at, question),
            lambda walked: orjson.dumps(make(ground, walked), option=orjson.OPT_SERIALIZE_NUMPY),
        )

    try:
        with WhileClientListens(request):  # who has changed the question meanwhile waits no longer
            async with asyncio.timeout(TURN_S):
                await state.circle_turn.acquire()
    except TimeoutError:
        raise Problem(503, "another circle is being worked out; ask again in a moment", retry_after_s=5) from None
    try:
        body = await in_thread(request, work)
    finally:
        state.circle_turn.release()
    return tagged(request, [body], JSON)


def _drawn(rows: list[dict[str, Any]], isochrones: Any, crs: str) -> list[dict[str, Any]]:
    reached = list(isochrones.geometry)
    bands = [shape.difference(inner) for inner, shape in pairwise([shapely.Polygon(), *reached])]
    shapes = in_degrees(bands, crs)
    return [
        {**row, "shape": None if shape.is_empty else orjson.Fragment(shapely.to_geojson(shape))}
        for row, shape in zip(rows, shapes, strict=True)
    ]


def _facilities(found: LifeCircle, crs: str) -> list[dict[str, Any]]:
    stations = found.stations
    points = spots(stations, crs)
    columns = (stations.index, stations["name"], stations["kind"], points)
    return [
        {"code": code, "name": name, "kind": kind, "at": point}
        for code, name, kind, point in zip(*columns, strict=True)
    ]


def _gaps(found: LifeCircle, crs: str) -> dict[str, Any]:
    gaps = found.circle.gaps
    drawn = gaps.iloc[:MOST_DRAWN]
    points = spots(drawn, crs)
    minutes = drawn["minutes"].to_numpy(float)
    return {
        "all": len(gaps),
        "codes": drawn.index.tolist(),
        "lon": [lon for lon, _ in points],
        "lat": [lat for _, lat in points],
        "residents": drawn["residents"].round(1).tolist(),
        "residents_over_60": drawn["residents_over_60"].round(1).tolist(),
        "minutes": [None if value == float("inf") else round(value, 1) for value in minutes],
        "community": [name if isinstance(name, str) else None for name in drawn["community"]],
    }
