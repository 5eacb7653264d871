"""`/api/siting`: scenarios of site selection: presets, the document's schema, runs asked for, shown and compared."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.bodies import Body, Code
from api.database import in_thread
from api.parameters import refuse_unknown
from api.roles import Role
from api.routes.jobs import JobAnswer, answer
from api.security import needs
from api.shapes import Text
from api.tables import rows_of
from gis_core.jobs import store as jobs
from gis_core.siting import store
from gis_core.siting.document import read_scenario, schema
from gis_core.siting.funnel import why
from gis_core.siting.ground import Ground
from gis_core.siting.preset import presets
from gis_core.times import read_known

router = APIRouter(prefix="/api/siting", tags=["siting"])
RunNumber = Annotated[int, Path(ge=0, le=2**63 - 1, description="Number of a run")]


class PresetAnswer(BaseModel):
    """A scenario to begin from."""

    name: str
    title: str
    question: Text
    document: dict[str, Any]


class PresetsAnswer(BaseModel):
    """The presets."""

    presets: list[PresetAnswer]


class RunHead(BaseModel):
    """A run in a list: `first` is the code that came out first."""

    id: int
    name: str
    preset: str | None
    at: dt.date
    known: dt.datetime
    sha256: str
    made_at: dt.datetime
    made_by: str
    rerun_of: int | None
    candidates: int | None
    left: int | None
    first: str | None


class RunsAnswer(BaseModel):
    """Runs, the newest first."""

    runs: list[RunHead]


class Stood(BaseModel):
    """What a run stood on."""

    id: int
    name: str
    preset: str | None
    at: dt.date
    known: dt.datetime
    data: dict[str, Any]
    code: str
    sha256: str
    rerun_of: int | None
    made_at: dt.datetime
    made_by: str


class RunAnswer(BaseModel):
    """
    A run, whole: what was asked, what fell where, the numbers, the ranking.

    `funnel` holds the constraints in order, each with how many `failed` and `passed`; `sifted` how many candidates
    there were and are left, and the nearest misses where the last ones fell (`emptied_by`).
    `candidates` holds columns: `codes`, `lon`, `lat`, `area_m2`, and by criterion `raw` (its unit) and `values` (0–1).
    """

    run: Stood
    document: dict[str, Any]
    funnel: list[dict[str, Any]]
    sifted: dict[str, Any]
    criteria: list[dict[str, Any]]
    weights: dict[str, Any]
    candidates: dict[str, Any]
    left_out: list[str]
    ranked: list[dict[str, Any]]
    robustness: dict[str, Any] | None
    allocation: dict[str, Any] | None

    @classmethod
    def of(cls, run: store.Run) -> RunAnswer:
        """Return a stored run as an answer gives it."""
        head = {name: getattr(run, name) for name in Stood.model_fields}
        return cls(run=Stood(**head), document=run.document, **run.result)


class Asked(BaseModel):
    """A scenario to be run, on the records as known by `known` (now when left out); or a run to be made again."""

    model_config = ConfigDict(extra="forbid")

    document: dict[str, Any] | None = None
    known: Annotated[str | None, Field(max_length=40)] = None
    rerun: Annotated[int | None, Field(ge=0, le=2**63 - 1)] = None
    as_known_then: bool = False


class Reason(BaseModel):
    """What a constraint measures of one candidate, and whether it holds."""

    step: int
    kind: str
    label_zh: str
    label_en: str
    value: float | None
    unit: str
    holds: bool


class WhyAnswer(BaseModel):
    """Why a candidate stayed or fell."""

    code: str
    reasons: list[Reason]


class Which(Body):
    """Candidates of a run."""

    codes: Annotated[list[Code], Field(min_length=1, max_length=5000)]


class Outline(BaseModel):
    """A candidate's shape: a GeoJSON feature whose `id` is its code."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: dict[str, Any]
    properties: dict[str, Any] = Field(default_factory=dict)


class Outlines(BaseModel):
    """A GeoJSON feature collection in degrees (CRS84)."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Outline]


class Changed(BaseModel):
    """Whether a run would still come out the same: layers and files whose state changed (then, now); the program."""

    data_changed: dict[str, list[Any]]
    code_changed: bool


@router.get("/presets", dependencies=[needs(Role.VIEWER)])
async def list_presets(request: Request) -> PresetsAnswer:
    """List the questions that a scenario can begin from, each a whole document."""
    refuse_unknown(request)
    return PresetsAnswer(
        presets=[
            PresetAnswer(
                name=name,
                title=one.name,
                question=Text(zh=one.question.zh, en=one.question.en),
                document=one.model_dump(mode="json"),
            )
            for name, one in presets().items()
        ]
    )


@router.get("/schema", dependencies=[needs(Role.VIEWER)])
async def document_schema(request: Request) -> dict[str, Any]:
    """Give the JSON schema of the document."""
    refuse_unknown(request)
    return schema()


@router.post("/runs", dependencies=[needs(Role.PLANNER)], status_code=202)
async def ask_for_run(request: Request, asked: Asked) -> JobAnswer:
    """
    Ask for a run; the answer is a job, whose result names the run once it is done.

    A wrong document is refused at once, with the place in it that is wrong.
    """
    refuse_unknown(request)
    who, role = str(request.state.who), str(request.state.role)
    arguments: dict[str, Any]
    if asked.rerun is None:
        scenario = read_scenario(asked.document or {})
        zone = request.app.state.instance.place.zone
        known = read_known(asked.known, zone).isoformat() if asked.known else None
        arguments = {"document": scenario.model_dump(mode="json"), "known": known}
    else:
        arguments = {"rerun": asked.rerun, "as_known_then": asked.as_known_then}

    def work(connection: Any) -> JobAnswer:
        if asked.rerun is not None:
            store.kept(connection, asked.rerun)
        return answer(jobs.get(connection, jobs.submit(connection, "siting", arguments, who=who, role=role)))

    return await in_thread(request, work)


@router.get("/runs", dependencies=[needs(Role.VIEWER)])
async def list_runs(
    request: Request,
    before: Annotated[int | None, Query(ge=0, le=2**63 - 1, description="Only runs of a lower number")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="Most runs to list")] = 50,
) -> RunsAnswer:
    """List the runs, the newest first."""
    refuse_unknown(request, "before", "limit")
    found = await in_thread(request, lambda connection: store.listed(connection, before=before, most=limit))
    return RunsAnswer(runs=[RunHead(**row) for row in found])


@router.get("/runs/{number}", dependencies=[needs(Role.VIEWER)])
async def get_run(request: Request, number: RunNumber) -> RunAnswer:
    """Give a run, whole."""
    refuse_unknown(request)
    return RunAnswer.of(await in_thread(request, lambda connection: store.kept(connection, number)))


@router.get("/runs/{number}/why", dependencies=[needs(Role.VIEWER)])
async def why_of(
    request: Request,
    number: RunNumber,
    code: Annotated[str, Query(max_length=100, description="Code of a candidate")],
) -> WhyAnswer:
    """Tell for one candidate what each constraint measured, and whether it holds, whatever the others say."""
    refuse_unknown(request, "code")
    instance = request.app.state.instance

    def work(connection: Any) -> WhyAnswer:
        old = store.kept(connection, number)
        table = why(Ground(connection, instance, old.at, old.known), read_scenario(old.document), code)
        return WhyAnswer(code=code, reasons=[Reason(**row) for row in rows_of(table)])

    return await in_thread(request, work)


@router.post("/runs/{number}/shapes", dependencies=[needs(Role.VIEWER)])
async def shapes_of_run(request: Request, number: RunNumber, asked: Which) -> Outlines:
    """Give candidates as shapes in degrees, as they were on the day that the run asked for; records nothing."""
    refuse_unknown(request)
    rows = await in_thread(request, lambda connection: store.shapes_of(connection, number, asked.codes))
    return Outlines(features=[Outline(id=code, geometry=orjson.loads(shape)) for code, shape in rows])


@router.get("/runs/{number}/changed", dependencies=[needs(Role.VIEWER)])
async def changed_since(request: Request, number: RunNumber) -> Changed:
    """Tell which data that a run stood on changed since, and whether the program did."""
    refuse_unknown(request)
    instance = request.app.state.instance

    def work(connection: Any) -> Changed:
        data, code = store.stale(connection, instance, store.kept(connection, number))
        return Changed(data_changed={name: list(pair) for name, pair in data.items()}, code_changed=code)

    return await in_thread(request, work)


@router.get("/comparison", dependencies=[needs(Role.VIEWER)])
async def compare_runs(
    request: Request,
    one: Annotated[int, Query(ge=0, le=2**63 - 1, description="Number of a run")],
    other: Annotated[int, Query(ge=0, le=2**63 - 1, description="Number of another run")],
    first: Annotated[int, Query(ge=1, le=500, description="How many of the first places are shown")] = 20,
) -> dict[str, Any]:
    """Put two runs side by side: fields of the documents that differ, and the ranks in both."""
    refuse_unknown(request, "one", "other", "first")

    def work(connection: Any) -> dict[str, Any]:
        return store.compare(store.kept(connection, one), store.kept(connection, other), first=first)

    return await in_thread(request, work)
