"""Stays and their survival estimates: written out by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from gis_core.consolidation.analysis.durations import ON_RECORD, stays, survival

AT = dt.date(2024, 12, 31)


def histories(*events: tuple[str, str | None, int, str | None, bool]) -> pd.DataFrame:
    """Rows of the query: code, stage, its position, its day, whether it is the end of the way."""
    return pd.DataFrame(
        [
            {
                "code": code,
                "project": "P1",
                "project_type": "expropriation",
                "land_kind": "industrial",
                "area_m2": 1000.0,
                "built_on": True,
                "stage": stage,
                "position": position,
                "happened_on": None if day is None else dt.date.fromisoformat(day),
                "finished": finished,
                "on_record_from": dt.date(2024, 1, 1),
            }
            for code, stage, position, day, finished in events
        ]
    )


def test_a_stay_lasts_from_one_stage_to_the_next_and_the_last_still_runs() -> None:
    found = stays(histories(("A", "identified", 1, "2024-01-11", False), ("A", "signed", 5, "2024-03-01", False)), AT)
    assert found[["stage", "next_stage", "days"]].fillna("-").to_numpy().tolist() == [
        [ON_RECORD, "identified", 10],
        ["identified", "signed", 50],
        ["signed", "-", 305],
    ]


def test_a_parcel_without_a_stage_waits_since_it_is_on_record() -> None:
    found = stays(histories(("A", None, 0, None, False)), AT)
    assert found[["stage", "next_stage", "days"]].fillna("-").to_numpy().tolist() == [[ON_RECORD, "-", 365]]


def test_completion_ends_the_way_also_when_only_storing_is_known_of() -> None:
    found = stays(histories(("A", "signed", 5, "2024-03-01", False), ("A", "stored", 10, "2024-03-11", True)), AT)
    assert found[["stage", "next_stage", "days"]].fillna("-").to_numpy().tolist() == [
        [ON_RECORD, "signed", 60],
        ["signed", "completed", 10],
    ]


def test_the_estimate_is_that_of_kaplan_and_meier() -> None:
    """Their own way by hand: 1/5 ends at 10; one of four leaves at 20; 1/3 of those at risk ends at 30; and so on."""
    days = np.array([10.0, 20.0, 30.0, 40.0, 50.0])
    found = survival(days, np.array([True, False, True, True, False]))
    assert found is not None
    assert found.days.tolist() == [10, 30, 40]
    assert found.left == pytest.approx([4 / 5, 4 / 5 * 2 / 3, 4 / 5 * 2 / 3 * 1 / 2])
    assert found.longer_than(np.array([5.0, 10.0, 35.0])) == pytest.approx([1, 0.8, 0.8 * 2 / 3])
    assert found.quantile(0.2) == 10
    assert found.quantile(0.5) == 40


def test_beyond_the_last_end_the_tail_is_exponential() -> None:
    found = survival(np.array([10.0, 30.0]), np.array([True, False]))
    assert found is not None
    assert found.rate == pytest.approx(1 / 40)
    assert found.longer_than(np.array([50.0])) == pytest.approx(0.5 * np.exp(-40 / 40))
    assert found.quantile(0.75) == pytest.approx(10 + 40 * np.log(2))


def test_where_nothing_has_ended_there_is_no_estimate() -> None:
    assert survival(np.array([10.0, 30.0]), np.array([False, False])) is None
