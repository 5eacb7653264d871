"""
Bottlenecks (堵点): parcels that have stood in a stage for longer than is usual, and projects past what they promised.

Usual is a quantile of the stays in that stage for the type of project, by the survival estimate, so that stays that
still run count too. Where a type has had too few, all types are asked; where all have, no parcel is called slow.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis_core.consolidation.analysis.durations import FEWEST_ENDS, ON_RECORD, Survival, survival

USUAL = 0.8
"""Share of the stays that end within the usual time."""
OWN_TYPE, ALL_TYPES = "own type", "all types"


@dataclass(frozen=True)
class Usual:
    """The usual time in a stage: days, from which pool of stays, and how many of them ended."""

    days: float
    pool: str
    ends: int


def usual_times(stays: pd.DataFrame, share: float = USUAL) -> dict[tuple[str, str], Usual]:
    """
    Return the usual time by type of project and stage.

    Parameters
    ----------
    stays
        As `durations.stays` gives them.
    share
        Share of the stays (0–1) that end within it.
    """
    found: dict[tuple[str, str], Usual] = {}
    for stage, of_stage in stays.groupby("stage"):
        everywhere = _estimate(of_stage)
        for project_type, own in of_stage.groupby("project_type"):
            estimate, pool = _estimate(own), OWN_TYPE
            if estimate is None:
                estimate, pool = everywhere, ALL_TYPES
            if estimate is not None:
                found[str(project_type), str(stage)] = Usual(estimate.quantile(share), pool, estimate.ends)
    return found


def _estimate(stays: pd.DataFrame) -> Survival | None:
    ended = stays["next_stage"].notna().to_numpy()
    return survival(stays["days"].to_numpy(dtype=float), ended) if ended.sum() >= FEWEST_ENDS else None


def running_stays(stays: pd.DataFrame, share: float = USUAL) -> pd.DataFrame:
    """
    Return the stay that still runs of each parcel on its way, with what is usual for it.

    Parameters
    ----------
    stays
        As `durations.stays` gives them.
    share
        As `usual_times`.

    Returns
    -------
    parcels
        `code`, `project`, `project_type`, `area_m2`, `stage` (`None` before the first), `since`, `days`, `usual_days`
        and `beyond_days` (not a number where too few stays tell what is usual), `pool`, `ends`.
    """
    usual = usual_times(stays, share)
    running = stays[stays["next_stage"].isna()]
    keys = list(zip(running["project_type"], running["stage"], strict=True))
    known = [usual.get((str(kind), str(stage))) for kind, stage in keys]
    table = running.assign(
        usual_days=[np.nan if one is None else one.days for one in known],
        pool=["" if one is None else one.pool for one in known],
        ends=[0 if one is None else one.ends for one in known],
        since=running["since"].dt.date,
        stage=running["stage"].astype(object).where(running["stage"] != ON_RECORD, None),
    )
    table["beyond_days"] = table["days"] - table["usual_days"]
    columns = ["code", "project", "project_type", "area_m2", "stage", "since", "days", "usual_days", "beyond_days"]
    return table[[*columns, "pool", "ends"]].reset_index(drop=True)


def slow_parcels(stays: pd.DataFrame, share: float = USUAL) -> pd.DataFrame:
    """
    Return the parcels whose stay lies beyond the usual, those furthest beyond first.

    Parameters
    ----------
    stays
        As `durations.stays` gives them; the last of each parcel may still run.
    share
        As `usual_times`.

    Returns
    -------
    parcels
        The columns of `running_stays`.
    """
    table = running_stays(stays, share)
    table = table[table["beyond_days"] > 0]
    order: pd.Series[float] = table["days"] / np.maximum(table["usual_days"], 1.0)
    return table.iloc[np.argsort(-order.to_numpy(), kind="stable")].reset_index(drop=True)


def late_projects(milestones: pd.DataFrame, at: dt.date) -> pd.DataFrame:
    """
    Return the projects whose next milestone is past its promised day, the latest first.

    Parameters
    ----------
    milestones
        As the query `overdue` gives them.
    at
        The day.

    Returns
    -------
    projects
        The columns of `milestones` and `late_days`.
    """
    promised = pd.to_datetime(milestones["promised_on"])
    late = (pd.Timestamp(at) - promised).dt.days
    table = milestones.assign(late_days=late)[late > 0]
    return table.sort_values(["late_days", "project"], ascending=[False, True], ignore_index=True)


def reminders(obstacles: pd.DataFrame, milestones: pd.DataFrame, at: dt.date, within_days: int) -> pd.DataFrame:
    """
    Return what is due: next actions of obstacles and next milestones, by day.

    Parameters
    ----------
    obstacles
        As the query `obstacles` gives them, without those removed.
    milestones
        As the query `overdue` gives them.
    at
        The day.
    within_days
        How far ahead; what is past is always due.

    Returns
    -------
    due
        `due_on`, `kind` (`action` or `milestone`), `project`, `code` (parcel or `None`), `what_zh`, `what_en`, `owner`,
        `overdue_days` (negative for days to come).
    """
    actions = pd.DataFrame(
        {
            "due_on": obstacles["next_on"],
            "kind": "action",
            "project": obstacles["project"],
            "code": obstacles["code"],
            "what_zh": obstacles["next_action"],
            "what_en": obstacles["next_action"],
            "owner": obstacles["owner"],
        }
    )
    steps = pd.DataFrame(
        {
            "due_on": milestones["promised_on"],
            "kind": "milestone",
            "project": milestones["project"],
            "code": None,
            "what_zh": milestones["label_zh"],
            "what_en": milestones["label_en"],
            "owner": milestones["team"],
        }
    )
    due = pd.concat([part for part in (actions, steps) if len(part)] or [actions], ignore_index=True)
    due = due[due["due_on"].notna()]
    overdue = (pd.Timestamp(at) - pd.to_datetime(due["due_on"])).dt.days
    due = due.assign(overdue_days=overdue)[overdue >= -within_days]
    return due.sort_values(["due_on", "project"], ignore_index=True)
