"""
The day of a negotiation team (谈判小组): its projects, the parcels on their way, what is next, what takes too long.

A team's parcels are those of the projects that name it on that day; `-` stands for projects that name none.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gis_core.consolidation.analysis.bottlenecks import USUAL, running_stays
from gis_core.consolidation.analysis.durations import stays
from gis_core.consolidation.analysis.moment import Moment
from gis_core.consolidation.analysis.questions import Connection, ask
from gis_core.errors import NotFoundError

SOON_DAYS = 7
"""A next action due within so many days stands among the first."""
MOST_CONTACTS = 3
"""Right holders named of a parcel: no more than a team needs to find its way."""
NUMERALS = str.maketrans("一二三四五六七八九十", "123456789:")  # the sign after 9 for 十
NOTED = ["reason", "reason_zh", "reason_en", "owner", "next_action", "next_on"]
LAST_WORDS = ["last_contact_on", "last_kind", "refused", "offer_on", "offer_yuan", "asked_yuan", "gap_yuan"]


@dataclass(frozen=True)
class TeamDay:
    """
    What a team works on.

    Parameters
    ----------
    projects
        `code`, `name`, `project_type`, `label_zh`, `label_en`, `community`, `responsible`, `area_m2`, `red_line`
        (GeoJSON in degrees); the next milestone (`milestone`, its labels, `promised_on`, `late_days`); what was
        noted of it as a whole (`NOTED`).
    parcels
        Those not completed, what presses first: the columns of `running_stays`, `shape` (GeoJSON in degrees),
        `land_kind`, `title_category`, counts of holders and tenants, `NOTED`, `LAST_WORDS`, `next_stage`,
        `usual_until` (the day by which a stay like its own is usually over).
    finished
        Those completed: `code`, `project`, `stage`, `area_m2`, `shape`.
    contacts
        `code`, `kind`, `name`, `phone`: masked for those who may not see them.
    """

    projects: pd.DataFrame
    parcels: pd.DataFrame
    finished: pd.DataFrame
    contacts: pd.DataFrame


def ask_teams(connection: Connection, moment: Moment, *, share: float = USUAL) -> pd.DataFrame:
    """
    Return the teams that work on a day.

    Parameters
    ----------
    connection
        A transaction of any role that may read.
    moment
        When.
    share
        Share of the stays (0–1) that end within the usual time.

    Returns
    -------
    teams
        `team`, `projects`, `parcels` (on their way), `area_m2` (theirs), `beyond` (parcels beyond the usual time),
        `due` (next actions of parcels within a week, or past), by name, those without a team last.
    """
    projects = ask(connection, "team_projects", at=moment.at, known=moment.known, team=None)
    team_of = projects.set_index("code")["team"]
    running = running_stays(stays(_histories(connection, moment), moment.at), share)
    running = running.assign(team=running["project"].map(team_of)).merge(
        _noted(connection, moment), on=["project", "code"], how="left"
    )
    running = running.assign(slow=running["beyond_days"] > 0, soon=_soon(running["next_on"], moment.at))
    sums = running.groupby("team").agg(
        parcels=("code", "size"), area_m2=("area_m2", "sum"), beyond=("slow", "sum"), due=("soon", "sum")
    )
    teams = projects.groupby("team").agg(projects=("code", "size")).join(sums).fillna(0).reset_index()
    whole = dict.fromkeys(("projects", "parcels", "beyond", "due"), "int64")
    return teams.astype(whole).sort_values("team", key=lambda names: names.map(_in_order))


def ask_team_day(connection: Connection, team: str, moment: Moment, *, purpose: str, share: float = USUAL) -> TeamDay:
    """
    Return the day of a team.

    Parameters
    ----------
    connection
        A transaction that bears the asker's role: names, phones and amounts are masked for those who may not see them.
    team
        Its name; `-` for the projects that name none.
    moment
        When.
    purpose
        For what personal data are read; it is recorded.
    share
        Share of the stays (0–1) that end within the usual time.

    Raises
    ------
    NotFoundError
        If no project names such a team on that day.
    """
    when = {"at": moment.at, "known": moment.known}
    projects = ask(connection, "team_projects", **when, team=team)
    if projects.empty:
        raise NotFoundError(
            f"team: no project names the team {team[:80]!r} on {moment.at}; /api/consolidation/teams lists them",
            field="team",
        )
    codes = list(projects["code"])
    histories = _histories(connection, moment)
    running = running_stays(stays(histories, moment.at), share)
    about = ask(connection, "team_parcels", **when, projects=codes)
    said = [ask(connection, "offers", project=code, purpose=purpose, **when) for code in codes]
    contacts = [ask(connection, "contacts", project=code, purpose=purpose, most=MOST_CONTACTS) for code in codes]
    parcels = (
        running[running["project"].isin(codes)]
        .merge(about, on="code")
        .merge(_noted(connection, moment), on=["project", "code"], how="left")
        .merge(pd.concat(said, ignore_index=True), on="code", how="left")
    )
    following = _following(connection)
    parcels["next_stage"] = [following.get(stage) for stage in parcels["stage"].where(parcels["stage"].notna(), None)]
    parcels["usual_until"] = _days_after(parcels["since"], parcels["usual_days"])
    latest = histories.sort_values(["code", "position"]).drop_duplicates("code", keep="last")
    finished = latest[latest["project"].isin(codes) & ~latest["code"].isin(running["code"])].merge(about, on="code")
    return TeamDay(
        _with_milestones(connection, projects, moment),
        _pressing_first(parcels, moment.at),
        finished[["code", "project", "stage", "area_m2", "shape"]],
        pd.concat(contacts, ignore_index=True),
    )


def _in_order(team: str) -> tuple[bool, str]:
    """Return by what teams are ordered: 二 before 三 as the numbers that they are, what has no name last."""
    return team == "-", team.translate(NUMERALS)


def _histories(connection: Connection, moment: Moment) -> pd.DataFrame:
    return ask(connection, "histories", at=moment.at, known=moment.known)


def _noted(connection: Connection, moment: Moment, *, of_parcels: bool = True) -> pd.DataFrame:
    """Return what was noted last of parcels, or of projects as wholes, that is held back still."""
    noted = ask(connection, "obstacles", known=moment.known)
    noted = noted[~noted["removed"].astype(bool) & (noted["code"].notna() == of_parcels)]
    noted = noted.rename(columns={"label_zh": "reason_zh", "label_en": "reason_en"})
    return noted[["project", "code", *NOTED] if of_parcels else ["project", *NOTED]]


def _with_milestones(connection: Connection, projects: pd.DataFrame, moment: Moment) -> pd.DataFrame:
    nexts = ask(connection, "overdue", at=moment.at, known=moment.known).rename(
        columns={"label_zh": "milestone_zh", "label_en": "milestone_en", "project": "code"}
    )[["code", "milestone", "milestone_zh", "milestone_en", "promised_on"]]
    noted = _noted(connection, moment, of_parcels=False).rename(columns={"project": "code"})
    table = projects.merge(nexts, on="code", how="left").merge(noted, on="code", how="left")
    late = (pd.Timestamp(moment.at) - pd.to_datetime(table["promised_on"])).dt.days
    return table.assign(late_days=late.where(late > 0))


def _following(connection: Connection) -> dict[str | None, str]:
    """Return the stage that comes after each, in the order that the office has; the first after none."""
    stages = [str(row[0]) for row in connection.execute("SELECT code FROM stages ORDER BY position")]
    return dict(zip([None, *stages], stages, strict=False))


def _days_after(since: pd.Series[dt.date], days: pd.Series[float]) -> pd.Series[Any]:
    """Return the day that lies so many days after another, nothing where they aren't known."""
    until = pd.to_datetime(since) + pd.to_timedelta(np.ceil(days), unit="D")
    return until.dt.date.astype(object).where(until.notna(), None)


def _soon(next_on: pd.Series[dt.date], at: dt.date) -> pd.Series[bool]:
    return pd.to_datetime(next_on) <= pd.Timestamp(at) + pd.Timedelta(days=SOON_DAYS)


def _pressing_first(parcels: pd.DataFrame, at: dt.date) -> pd.DataFrame:
    """Order parcels: actions that are due, by day; those beyond the usual time; the rest by their stay."""
    soon, slow = _soon(parcels["next_on"], at), parcels["beyond_days"] > 0
    group = np.select([soon, slow], [0, 1], 2)
    due = pd.to_datetime(parcels["next_on"]).where(soon)
    order = parcels.assign(group=group, due=due, over=(-parcels["beyond_days"]).where(slow & ~soon))
    order = order.sort_values(["group", "due", "over", "days", "code"], ascending=[True, True, True, False, True])
    return order.drop(columns=["group", "due", "over"]).reset_index(drop=True)
