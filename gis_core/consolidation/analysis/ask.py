"""The analyses, asked of the records on a day and as known by an instant."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from gis_core.consolidation import period as periods
from gis_core.consolidation.analysis.backtest import Backtest, backtest
from gis_core.consolidation.analysis.blocks import GAP_M, SMALLEST_M2, BlockGraph
from gis_core.consolidation.analysis.bottlenecks import USUAL, late_projects, reminders, slow_parcels
from gis_core.consolidation.analysis.counted import EVERYTHING, Counted, counted
from gis_core.consolidation.analysis.durations import stays
from gis_core.consolidation.analysis.forecast import DRAWS, SEED, Forecast, Situation, forecast
from gis_core.consolidation.analysis.moment import Moment
from gis_core.consolidation.analysis.questions import Connection, ask, ask_for_shapes
from gis_core.consolidation.analysis.what_if import Outcome, outcome, read_assumed
from gis_core.consolidation.figures import Question, answer, figure_named
from gis_core.consolidation.period import Period
from gis_core.consolidation.scope import EVERYWHERE, Scope
from gis_core.errors import WrongUseError

MISS_DRAWS = 60
YEARS_BACK = 3
QUARTERS = (1, 4, 7, 10)
LEAST_EXPECTED_M2 = 5_000.0
"""Below this expected area (m²) the ratio of what came to what was expected says nothing."""


def block_graph(
    connection: Connection,
    moment: Moment,
    *,
    crs: str,
    scope: Scope = EVERYWHERE,
    earlier: dt.date | None = None,
    gap_m: float = GAP_M,
    smallest_m2: float = SMALLEST_M2,
) -> BlockGraph:
    """
    Return the industrial land of a day and the parcels missing from it as a graph.

    Parameters
    ----------
    connection
        A transaction of any role that may read.
    moment
        When.
    crs
        Survey CRS of the instance.
    scope
        Whose parcels are taken as missing; the land is that of all.
    earlier
        Day with whose blocks the pieces are compared (`fresh_m2`).
    gap_m, smallest_m2
        What makes a block, m and m².

    Raises
    ------
    WrongUseError
        If the place was never on record.
    """
    parcels = counted(connection, scope, moment).parcels
    pieces = ask_for_shapes(
        connection,
        "pieces",
        crs=crs,
        at=moment.at,
        known=moment.known,
        parcels=None if parcels is None else sorted(parcels),
        earlier=earlier,
        gap_m=gap_m,
        smallest_m2=smallest_m2,
    )
    return BlockGraph.from_shapes(pieces, gap_m=gap_m, smallest_m2=smallest_m2)


def completed_m2(connection: Connection, year: int, moment: Moment, *, scope: Scope = EVERYWHERE) -> float:
    """
    Return the area (m²) completed in a year up to `moment.at`, as known by `moment.known`.

    Raises
    ------
    WrongUseError
        If the place was never on record.
    """
    whole = periods.year(year)
    if moment.at < whole.first:
        return 0.0
    asked = Period(whole.first, min(whole.last, moment.at))
    found = answer(connection, figure_named("completed_area"), Question(asked, moment.known, scope))
    return float(found.value or 0)


def ask_forecast(
    connection: Connection,
    year: int,
    moment: Moment,
    *,
    scope: Scope = EVERYWHERE,
    completed_on: Mapping[str, dt.date] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    made: dict[dt.date, Forecast] | None = None,
) -> Forecast:
    """
    Forecast the area completed by the end of a year from what is on record.

    Parameters
    ----------
    connection
        A transaction of any role that may read.
    year
        The year, not before that of `moment.at`.
    moment
        The day of the forecast.
    scope
        What is asked about; durations are learned from all.
    completed_on
        Parcels taken to be completed on a day: the what-if.
    draws, seed
        As `forecast`.
    made
        As `earlier_misses`.

    Raises
    ------
    WrongUseError
        If the year is over by then, or the place was never on record.
    """
    if year < moment.at.year:
        raise WrongUseError(f"year: {year} is over on {moment.at}; a forecast needs a year that isn't")
    misses = earlier_misses(connection, year, moment, scope=scope, made=made)
    about = counted(connection, scope, moment)
    situation = _situation(connection, year, moment, about, completed_on=completed_on or {}, misses=misses)
    return forecast(situation, draws=draws, seed=seed)


def _situation(
    connection: Connection,
    year: int,
    moment: Moment,
    about: Counted = EVERYTHING,
    *,
    completed_on: Mapping[str, dt.date] | None = None,
    misses: tuple[float, ...] = (),
) -> Situation:
    when = {"at": moment.at, "known": moment.known}
    stages = [row[0] for row in connection.execute("SELECT code FROM stages ORDER BY position")]
    return Situation(
        year,
        moment.at,
        ask(connection, "histories", **when),
        ask(connection, "promised", **when, year=year),
        stages,
        about,
        dict(completed_on or {}),
        misses,
    )


def earlier_misses(
    connection: Connection,
    year: int,
    moment: Moment,
    *,
    scope: Scope = EVERYWHERE,
    made: dict[dt.date, Forecast] | None = None,
) -> tuple[float, ...]:
    """
    Return what forecasts at the beginning of each quarter of the years before would have missed.

    Each is made from what was known on its day and compared with what is known of its year by `moment.known`: the
    logarithm of the area that was still completed to the area that was expected. `made` keeps them from call to call.
    """
    made = {} if made is None else made
    found = []
    last = min(year, moment.at.year)
    for earlier in range(last - YEARS_BACK, last):
        whole = completed_m2(connection, earlier, moment, scope=scope)
        for month in QUARTERS if whole > 0 else ():
            then = moment.back_to(dt.date(earlier, month, 1))
            if then.at not in made:
                situation = _situation(connection, earlier, then, counted(connection, scope, then))
                made[then.at] = forecast(situation, draws=MISS_DRAWS, resamples=1)
            one = made[then.at]
            expected, came = one.quantile(0.5) - one.done_m2, whole - one.done_m2
            if one.method == "simulated" and expected > LEAST_EXPECTED_M2 and came > 0:
                found.append(math.log(came / expected))
    return tuple(found)


def ask_backtest(connection: Connection, years: range, moment: Moment, *, scope: Scope = EVERYWHERE) -> Backtest:
    """
    Try the forecast on years that are over, as known then, beside a straight line.

    Raises
    ------
    WrongUseError
        If one of the years isn't over, or the place was never on record.
    """
    if years.stop > moment.at.year:
        raise WrongUseError(f"last: {years.stop - 1} isn't over on {moment.at}; a backtest needs years that are")
    made: dict[dt.date, Forecast] = {}
    return backtest(
        years,
        lambda year, day: ask_forecast(connection, year, moment.back_to(day), scope=scope, made=made),
        lambda year: completed_m2(connection, year, moment, scope=scope),
        lambda year, day: completed_m2(connection, year, moment.back_to(day), scope=scope),
    )


@dataclass(frozen=True)
class WhatIf:
    """How things stand by the records, and how they would with the assumed completions."""

    year: int
    before: Outcome
    after: Outcome
    forecast_before: Forecast
    forecast_after: Forecast


def ask_what_if(
    connection: Connection,
    assumed: Mapping[str, dt.date],
    year: int,
    moment: Moment,
    *,
    crs: str,
    gap_m: float = GAP_M,
    smallest_m2: float = SMALLEST_M2,
    draws: int = DRAWS,
    seed: int = SEED,
) -> WhatIf:
    """
    Take parcels to be completed by a day, and compare; nothing is written.

    Raises
    ------
    NotFoundError, WrongUseError
        If a parcel isn't on record or is completed already, or the year is over.
    """
    situation = _situation(connection, year, moment)
    stage_of = _present_stages(situation.histories)
    taken = read_assumed(assumed, stage_of, moment.at)
    areas = situation.histories.drop_duplicates("code").set_index("code")["area_m2"]
    within = {code: on for code, on in taken.items() if on.year == year}
    graph = block_graph(
        connection,
        moment,
        crs=crs,
        earlier=dt.date(year - 1, 12, 31),
        gap_m=gap_m,
        smallest_m2=smallest_m2,
    )
    done = completed_m2(connection, year, moment)
    made: dict[dt.date, Forecast] = {}
    return WhatIf(
        year,
        outcome(graph, done, {}),
        outcome(graph, done, within, float(areas.reindex(list(within)).sum())),
        ask_forecast(connection, year, moment, draws=draws, seed=seed, made=made),
        ask_forecast(connection, year, moment, completed_on=taken, draws=draws, seed=seed, made=made),
    )


def _present_stages(histories: pd.DataFrame) -> dict[str, str]:
    last = histories.sort_values(["code", "position"]).drop_duplicates("code", keep="last")
    return dict(zip(last["code"], last["stage"].fillna(""), strict=True))


def refusing_parcels(connection: Connection, project: str, moment: Moment, purpose: str) -> list[str]:
    """Return the codes of a project's parcels of whose holders one refused last; the reading is recorded."""
    said = ask(connection, "offers", project=project, purpose=purpose, at=moment.at, known=moment.known)
    return sorted(said["code"][said["refused"].astype(bool)])


@dataclass(frozen=True)
class Bottlenecks:
    """
    What holds consolidation back on a day.

    Parameters
    ----------
    parcels
        As `slow_parcels`, with `reason`, `reason_zh`, `reason_en`, `owner`, `next_action`, `next_on` of what was noted,
        and `offer_yuan`, `asked_yuan`, `gap_yuan`, `refused`, `last_contact_on` where the asker may see them.
    projects
        As `late_projects`, with what was noted of each as a whole.
    due
        As `reminders`.
    """

    parcels: pd.DataFrame
    projects: pd.DataFrame
    due: pd.DataFrame


def ask_bottlenecks(
    connection: Connection,
    moment: Moment,
    *,
    scope: Scope = EVERYWHERE,
    share: float = USUAL,
    within_days: int = 14,
    purpose: str,
) -> Bottlenecks:
    """
    Return what holds consolidation back.

    Parameters
    ----------
    connection
        A transaction that bears the asker's role: amounts are masked for those who may not see them.
    moment
        When.
    scope
        What is asked about; what is usual is learned from all.
    share
        Share of the stays (0–1) that end within the usual time.
    within_days
        How far ahead reminders look.
    purpose
        For what the negotiations are read; it is recorded.

    Raises
    ------
    WrongUseError
        If the place was never on record.
    """
    when = {"at": moment.at, "known": moment.known}
    slow = slow_parcels(stays(ask(connection, "histories", **when), moment.at), share)
    milestones = ask(connection, "overdue", **when)
    noted = ask(connection, "obstacles", known=moment.known)
    noted = noted[~noted["removed"].astype(bool)]
    about = counted(connection, scope, moment)
    slow = slow[about.of_parcels(slow["code"])]
    milestones = milestones[about.of_projects(milestones["project"])]
    noted = noted[about.of_parcels(noted["code"]).where(noted["code"].notna(), about.of_projects(noted["project"]))]
    said = noted[["project", "code", "reason", "label_zh", "label_en", "owner", "next_action", "next_on"]]
    said = said.rename(columns={"label_zh": "reason_zh", "label_en": "reason_en"})
    offers = [
        ask(connection, "offers", project=project, purpose=purpose, at=moment.at, known=moment.known)
        for project in sorted(slow["project"].unique())
    ]
    slow = slow.merge(said[said["code"].notna()], on=["project", "code"], how="left")
    if offers:
        slow = slow.merge(pd.concat(offers, ignore_index=True), on="code", how="left")
    late = late_projects(milestones, moment.at)
    late = late.merge(said[said["code"].isna()].drop(columns="code"), on="project", how="left")
    return Bottlenecks(slow, late, reminders(noted, milestones, moment.at, within_days))
