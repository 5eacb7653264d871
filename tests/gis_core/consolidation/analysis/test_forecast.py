"""The forecast: repeatable, right where the answer is known, silent where it can't know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from gis_core.consolidation.analysis.backtest import straight_line
from gis_core.consolidation.analysis.forecast import Situation, forecast

STAGES = ["identified", "signed", "completed", "stored"]
POSITION = {stage: number for number, stage in enumerate(STAGES, start=1)}
PROMISED = pd.DataFrame(
    {"project": ["P0", "P1"], "target_m2": [30_000.0, None], "promised_on": [dt.date(2024, 10, 1), dt.date(2025, 2, 1)]}
)


def parcel(number: int, begun: dt.date, *days: int, area: float = 1000.0) -> list[dict[str, object]]:
    """Rows of one parcel: on record the day before `begun`, its stages so many days apart."""
    about = {
        "code": f"Z{number:03d}",
        "project": f"P{number % 2}",
        "project_type": "expropriation",
        "land_kind": "industrial",
        "area_m2": area,
        "built_on": True,
        "on_record_from": begun - dt.timedelta(days=1),
    }
    rows, day = [], begun
    for stage, wait in zip(STAGES, (0, *days), strict=False):
        day += dt.timedelta(days=wait)
        rows.append(
            {
                **about,
                "stage": stage,
                "position": POSITION[stage],
                "happened_on": day,
                "finished": wait and POSITION[stage] >= 3,
            }
        )
    return rows


def situation(rows: Sequence[dict[str, object]], at: dt.date, **options: object) -> Situation:
    histories = pd.DataFrame(rows)
    histories = histories[[day <= at for day in histories["happened_on"]]]
    return Situation(at.year, at, histories, PROMISED, STAGES, **options)  # type: ignore[arg-type]


def steady(at: dt.date, *, signed: int = 40, completed: int = 61) -> list[dict[str, object]]:
    """Forty parcels that took the same time, long ago, and ten that began within a hundred days of `at`."""
    old = [row for n in range(40) for row in parcel(n, at - dt.timedelta(days=900 + n), signed, completed)]
    new = [row for n in range(40, 50) for row in parcel(n, at - dt.timedelta(days=10 * (n - 39)), signed, completed)]
    return old + new


def test_where_every_stay_is_the_same_the_day_is_known() -> None:
    at = dt.date(2024, 3, 1)
    made = forecast(situation(steady(at), at, misses=[0.0] * 500), draws=200)
    assert made.method == "simulated"
    # the ten that are under way end within a hundred days; newcomers are those of a year: ten, so about six more
    on_record = made.projects[made.projects["project"] != "-"]
    assert on_record["middle_m2"].sum() == pytest.approx(10_000, rel=0.03)


def test_a_parcel_that_has_waited_longer_than_any_other_did_doesn_t_end_at_once() -> None:
    at = dt.date(2024, 12, 21)
    rows = [row for n in range(40) for row in parcel(n, at - dt.timedelta(days=900 + n), 40, 60)]
    stuck = parcel(90, at - dt.timedelta(days=400), 40, 60_000)
    made = forecast(situation(rows + stuck, at), draws=400)
    assert made.projects.set_index("project")["mean_m2"]["P0"] < 500


def test_the_same_seed_gives_the_same_forecast_and_another_another() -> None:
    at = dt.date(2024, 3, 1)
    rows = [row for n in range(60) for row in parcel(n, at - dt.timedelta(days=700 - 10 * n), 20 + n % 37, 40 + n % 53)]
    one, again, other = (forecast(situation(rows, at), draws=50, seed=seed).draws_m2 for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_what_is_completed_already_is_in_every_draw_and_in_its_month() -> None:
    at = dt.date(2024, 3, 1)
    rows = steady(at) + parcel(70, dt.date(2023, 10, 1), 40, 70)
    made = forecast(situation(rows, at), draws=50)
    assert made.done_m2 == 1000
    assert made.draws_m2.min() >= 1000
    assert made.months["done_m2"].tolist()[:3] == [1000, 1000, 1000]
    assert made.months["done_m2"].isna().tolist() == [False] * 3 + [True] * 9
    assert (made.months["low_m2"] <= made.months["high_m2"]).all()
    assert made.months["middle_m2"].is_monotonic_increasing


def test_with_too_few_ended_stays_the_promised_dates_stand() -> None:
    at = dt.date(2024, 3, 1)
    rows = [row for n in range(6) for row in parcel(n, at - dt.timedelta(days=60), 40, 600)]
    made = forecast(situation(rows, at))
    assert made.method == "promised"
    assert made.too_few is not None
    assert (made.too_few.stage, made.too_few.ends) == ("signed", 0)
    assert made.quantile(0.5) == 3000  # P0 promised October, P1 the next February
    assert made.probability is None


def test_an_instance_without_records_promises_nothing() -> None:
    columns = list(pd.DataFrame(parcel(1, dt.date(2024, 1, 1))).columns)
    empty = Situation(2024, dt.date(2024, 3, 1), pd.DataFrame(columns=columns), PROMISED.iloc[:0], STAGES)
    made = forecast(empty)
    assert (made.method, made.quantile(0.5), made.target_m2) == ("promised", 0.0, None)


def test_an_assumed_completion_counts_for_sure() -> None:
    at = dt.date(2024, 12, 30)
    rows = steady(at, completed=400)
    sure = forecast(situation(rows, at, completed_on={"Z049": dt.date(2024, 12, 31)}), draws=50)
    plain = forecast(situation(rows, at), draws=50)
    assert sure.done_m2 == plain.done_m2 + 1000
    assert sure.draws_m2.min() >= 1000


def test_the_target_is_met_as_often_as_the_draws_say() -> None:
    at = dt.date(2024, 3, 1)
    made = forecast(situation(steady(at), at), draws=200)
    assert made.target_m2 == 30_000
    assert made.probability == pytest.approx((made.draws_m2 >= 30_000).mean())


def test_what_earlier_forecasts_missed_widens_the_band() -> None:
    at = dt.date(2024, 2, 1)
    rows = [
        row for n in range(80) for row in parcel(n, at - dt.timedelta(days=900 - 10 * n), 60 + n % 37, 200 + n % 53)
    ]
    narrow, wide = (forecast(situation(rows, at, misses=[miss] * 50), draws=400) for miss in (0.0, 0.6))
    assert wide.quantile(0.9) - wide.quantile(0.1) > 1.2 * (narrow.quantile(0.9) - narrow.quantile(0.1))


def test_the_straight_line_goes_on_as_before_and_begins_with_the_year_before() -> None:
    assert straight_line(10_000, 77.0, dt.date(2023, 1, 1)) == 77
    assert straight_line(10_000, 77.0, dt.date(2024, 4, 9)) == pytest.approx(10_000 / 100 * 366)
