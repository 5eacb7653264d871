"""
A run (运行): candidates → funnel → criteria → weights → ranking → robustness → several together.

The order of candidates is that of their codes, chance has a seed, numbers are kept to twelve digits: the same document
on the same data gives the same result, byte by byte.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import shapely

from gis_core.crs import parse, transform
from gis_core.instance import Instance
from gis_core.siting.answer import Answer
from gis_core.siting.document import Scenario
from gis_core.siting.funnel import Funnel, sift
from gis_core.siting.ground import Connection, Ground, say_nothing
from gis_core.siting.measuring import measured
from gis_core.siting.methods import in_order, rank
from gis_core.siting.shaking import shaken
from gis_core.siting.versions import code_version, data_versions
from gis_core.siting.weighting import Weighed
from gis_core.times import today
from layers.base import Label

DIGITS = 12
REASONS = 3


def run(
    connection: Connection,
    instance: Instance,
    scenario: Scenario,
    *,
    known: dt.datetime | None = None,
    report: Callable[[float, Label], None] = say_nothing,
    cancelled: Callable[[], bool] = lambda: False,
) -> Answer:
    """
    Answer a scenario.

    Parameters
    ----------
    connection
        A transaction of the application's role; it makes temporary tables and writes nothing else.
    instance
        Whose records.
    scenario
        What is asked; its `at` is today where it says none.
    known
        As recorded by then; now where it isn't given.
    report
        Told how far the work is (0–1), and what is being done.
    cancelled
        Asked by the optimiser whether to stop with the best found.

    Raises
    ------
    MatianError
        As the parts of the document say; `field` is the place in it.
    """
    at = scenario.at or today(instance.place.zone)
    if known is None:
        row = connection.execute("SELECT clock_timestamp()").fetchone()
        assert row is not None  # noqa: S101  (a value)
        known = row[0]
    scenario = scenario.model_copy(update={"at": at})
    ground = Ground(connection, instance, at, known, report)
    data = data_versions(ground, scenario.reads)
    funnel = sift(ground, scenario)
    raw = _measured(ground, scenario, funnel)
    values = pd.DataFrame({one.name: one.valued(raw[one.name]) for one in scenario.criteria}, index=raw.index)
    known_of = values.notna().all(axis=1)
    kept = values[known_of]
    ground.report(0.8, Label("排序", "Ranking"))
    weighed = scenario.weights.weigh(kept) if len(kept) else Weighed(pd.Series(dtype=float))
    ranking = _ranked(kept, weighed, scenario)
    ground.report(0.85, Label("稳健性", "Robustness"))
    robustness = shaken(kept, weighed.weights, scenario.robustness) if scenario.robustness and len(kept) > 1 else None
    ground.report(0.9, Label("组合优选", "Choosing together"))
    allocation = None
    if scenario.allocation is not None and len(ranking):
        allocation = scenario.allocation.choose(ground, ranking.index, _filled(scenario, raw), cancelled)
    result = {
        "funnel": [asdict(step) for step in funnel.steps],
        "sifted": _sifted(funnel),
        "criteria": _criteria(scenario, raw, weighed),
        "weights": weighed.told,
        "candidates": _candidates(ground, raw, values),
        "left_out": [str(code) for code in values.index[~known_of]],
        "ranked": _told(ranking, raw, kept, weighed),
        "robustness": robustness,
        "allocation": allocation,
    }
    ground.report(1.0, Label("完成", "Done"))
    return Answer(scenario, at, known, data, code_version(), _plain(result), ground.shapes)


def _measured(ground: Ground, scenario: Scenario, funnel: Funnel) -> pd.DataFrame:
    if not funnel.left:
        return pd.DataFrame(columns=[one.name for one in scenario.criteria], dtype=float)
    return measured(ground, scenario.criteria)


def _filled(scenario: Scenario, raw: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers with those missing filled in as each criterion says; where it says `worst`, they stay so."""
    return pd.DataFrame({one.name: one.filled(raw[one.name]) for one in scenario.criteria}, index=raw.index)


def _ranked(values: pd.DataFrame, weighed: Weighed, scenario: Scenario) -> pd.DataFrame:
    """Return `score` and `rank` by code, best first; equal ones in the order of their codes."""
    if values.empty:
        return pd.DataFrame({"score": [], "rank": []}, index=values.index)
    options = scenario.method.options()
    if scenario.method.kind == "weighted_sum":
        options["normalise"] = None  # they are values already
    senses = dict.fromkeys(values.columns, "max")
    made = rank(values, weighed.weights, senses, scenario.method.kind, **options)
    return in_order(made)


def _sifted(funnel: Funnel) -> dict[str, Any]:
    emptied = funnel.emptied_by
    return {
        "candidates": funnel.candidates,
        "left": funnel.left,
        "emptied_by": asdict(emptied) if emptied else None,
        "nearest": funnel.nearest,
    }


def _criteria(scenario: Scenario, raw: pd.DataFrame, weighed: Weighed) -> list[dict[str, Any]]:
    told = []
    for one in scenario.criteria:
        numbers = raw[one.name].dropna().to_numpy(dtype=float)
        low, high = (float(numbers.min()), float(numbers.max())) if len(numbers) else (None, None)
        outline = None
        if one.function is not None and low is not None and high is not None:
            outline = [list(axis) for axis in one.function.outline(low, high if high > low else low + 1)]
        told.append(
            {
                "name": one.name,
                "kind": one.kind,
                "label": {"zh": one.label.zh, "en": one.label.en},
                "unit": one.unit,
                "sense": one.better,
                "source": one.source or one.SOURCE,
                "function": one.function.model_dump(mode="json") if one.function else None,
                "outline": outline,
                "weight": float(weighed.weights.get(one.name, 0.0)),
                "missing": len(raw) - len(numbers),
                "low": low,
                "high": high,
            }
        )
    return told


def _candidates(ground: Ground, raw: pd.DataFrame, values: pd.DataFrame) -> dict[str, Any]:
    if raw.empty:
        return {"codes": [], "lon": [], "lat": [], "area_m2": [], "raw": {}, "values": {}}
    place = ground.instance.place
    degrees = transform(ground.points.to_numpy(), parse(ground.crs), parse("EPSG:4326", place))
    where = shapely.get_coordinates(degrees).round(7)
    area = shapely.area(ground.shapes.to_numpy())
    return {
        "codes": [str(code) for code in raw.index],
        "lon": where[:, 0].tolist(),
        "lat": where[:, 1].tolist(),
        "area_m2": area.tolist(),
        "raw": {name: raw[name].tolist() for name in raw},
        "values": {name: values[name].tolist() for name in values},
    }


def _told(ranking: pd.DataFrame, raw: pd.DataFrame, values: pd.DataFrame, weighed: Weighed) -> list[dict[str, Any]]:
    """Return the ranking with, for each candidate, the criteria that add most to its score."""
    if not len(ranking):
        return []
    codes, names = ranking.index, list(values.columns)
    valued, raw_of = values.reindex(codes).to_numpy(), raw[names].reindex(codes).to_numpy()
    parts = valued * weighed.weights.reindex(names).to_numpy()
    most = np.argsort(-parts, axis=1, kind="stable")[:, :REASONS]
    columns = {name: ranking[name].tolist() for name in ("S", "R", "Q", "compromise") if name in ranking}
    told = []
    for row, (code, score, place) in enumerate(zip(codes, ranking["score"], ranking["rank"], strict=True)):
        reasons = [
            {"criterion": names[n], "raw": raw_of[row, n], "value": valued[row, n], "part": parts[row, n]}
            for n in most[row]
        ]
        extra = {name: column[row] for name, column in columns.items()}
        told.append({"code": str(code), "score": score, "rank": int(place), "reasons": reasons, **extra})
    return told


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it: numbers to twelve digits, no NaN."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None
    return value
