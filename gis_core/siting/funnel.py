"""The funnel (筛选): the constraints one after the other, how many fall at each, and for one candidate why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from psycopg import sql

from gis_core.errors import NotFoundError
from gis_core.siting.candidates.base import Candidates
from gis_core.siting.constraints.base import Constraint, PlainConstraint
from gis_core.siting.document import Scenario
from gis_core.siting.extent import Everywhere
from gis_core.siting.ground import Ground
from layers.base import Label

FELL_AT = sql.SQL("SELECT {first} AS step, count(*) FROM ({source}) c GROUP BY 1")
COPY = sql.SQL("""
INSERT INTO siting_candidates SELECT c.code, c.geom, c.area_m2, c.land_use FROM ({source}) c WHERE {held}
""")
MOST_NEAREST = 5


@dataclass(frozen=True)
class Step:
    """A constraint of the funnel: how many it took away (`failed`) and how many are left after it (`passed`)."""

    kind: str
    label: Label
    source: str
    unit: str
    failed: int
    passed: int


@dataclass(frozen=True)
class Funnel:
    """
    What became of the candidates.

    Parameters
    ----------
    candidates
        How many there were.
    steps
        The constraints in the order of the document; what falls at each and what is left adds up.
    nearest
        Where nothing is left: those that missed the last bound by least, with `value` and `miss` (share of the bound).
    """

    candidates: int
    steps: list[Step]
    nearest: list[dict[str, Any]]

    @property
    def left(self) -> int:
        """How many satisfy every constraint."""
        return self.steps[-1].passed if self.steps else self.candidates

    @property
    def emptied_by(self) -> Step | None:
        """The constraint that took the last candidates away, if one did."""
        return next((step for step in self.steps if step.passed == 0 and step.failed), None)


def sift(ground: Ground, scenario: Scenario) -> Funnel:
    """
    Fill the table of candidates and take away those that don't satisfy the constraints.

    Raises
    ------
    MatianError
        As the parts of the document say.
    """
    ground.prepare()
    plain = _plain_ones(scenario)
    if plain:
        funnel = _begin(ground, scenario.candidates, plain)
    else:
        scenario.candidates.gather(ground)
        scenario.area.cut(ground)
        funnel = Funnel(_left(ground), [], [])
    ground.tell_planner()
    for n, constraint in enumerate(scenario.constraints[len(plain) :], len(plain)):
        ground.report(0.05 + 0.25 * n / len(scenario.constraints), constraint.described())
        funnel = _narrowed(ground, constraint, funnel)
    # Criteria may be asked from the side of a layer too; the constraints never are.
    ground.connection.execute("CREATE INDEX ON siting_candidates USING gist (geom)")
    ground.tell_planner()
    return funnel


def _narrowed(ground: Ground, constraint: Constraint, funnel: Funnel) -> Funnel:
    """Ask one constraint more; where it would take the last ones away, find those that miss it by least first."""
    left, nearest = funnel.left, funnel.nearest
    failed = ground.tried(lambda: constraint.narrow(ground), left) if left else 0
    if failed is None:
        nearest, failed = _told(constraint.nearest(ground, MOST_NEAREST)), left
        ground.connection.execute("DELETE FROM siting_candidates")
    elif 2 * failed > left:
        ground.tell_planner()
    return replace(funnel, steps=[*funnel.steps, _step(constraint, failed, left - failed)], nearest=nearest)


def _plain_ones(scenario: Scenario) -> list[PlainConstraint]:
    """Return the first constraints that can be asked before a shape is copied."""
    if scenario.candidates.SOURCE_OF is None or not isinstance(scenario.area, Everywhere):
        return []
    plain: list[PlainConstraint] = []
    for constraint in scenario.constraints:
        if not isinstance(constraint, PlainConstraint):
            break
        plain.append(constraint)
    return plain


def _begin(ground: Ground, candidates: Candidates, plain: list[PlainConstraint]) -> Funnel:
    """Ask the first constraints of the layer itself, then copy what is left."""
    source = candidates.SOURCE_OF
    assert source is not None  # noqa: S101  (`_plain_ones`)
    holds = [sql.SQL("({}) IS TRUE").format(constraint.holds()) for constraint in plain]
    whens = [sql.SQL("WHEN NOT {} THEN {}").format(held, n) for n, held in enumerate(holds)]
    first = sql.SQL("CASE {} END").format(sql.SQL(" ").join(whens))
    fell = dict(ground.execute(FELL_AT.format(first=first, source=source)).fetchall())
    left = count = sum(fell.values())
    steps: list[Step] = []
    emptied_at: int | None = None
    for n, constraint in enumerate(plain):
        failed = fell.get(n, 0)
        if failed and failed == left:
            emptied_at = n
        left -= failed
        steps.append(_step(constraint, failed, left))
    held = sql.SQL(" AND ").join([sql.SQL("true"), *holds[:emptied_at]])
    ground.execute(COPY.format(source=source, held=held))
    if emptied_at is None:
        return Funnel(count, steps, [])
    nearest = _told(plain[emptied_at].nearest(ground, MOST_NEAREST))
    ground.connection.execute("DELETE FROM siting_candidates")
    return Funnel(count, steps, nearest)


def _told(nearest: pd.DataFrame) -> list[dict[str, Any]]:
    told = nearest[["value", "miss"]].astype(object).where(nearest[["value", "miss"]].notna(), None)
    return [{"code": code, "value": value, "miss": miss} for code, value, miss in told.itertuples()]


def why(ground: Ground, scenario: Scenario, code: str) -> pd.DataFrame:
    """
    Tell for one candidate what each constraint measures and whether it holds, whatever the others say.

    Returns
    -------
    reasons
        `kind`, `label_zh`, `label_en`, `value`, `unit`, `holds`, one row a constraint.

    Raises
    ------
    NotFoundError
        If the scenario has no such candidate.
    """
    ground.prepare()
    scenario.candidates.gather(ground)
    scenario.area.cut(ground)
    ground.execute("DELETE FROM siting_candidates WHERE code <> %(code)s", code=code)
    if not _left(ground):
        raise NotFoundError(f"the scenario has no candidate {code!r} on {ground.at}; its list names them", field="code")
    rows = []
    for n, constraint in enumerate(scenario.constraints):
        found = constraint.check(ground).loc[code]
        label = constraint.described()
        rows.append(
            {
                "step": n,
                "kind": constraint.kind,
                "label_zh": label.zh,
                "label_en": label.en,
                "value": found["value"],
                "unit": constraint.unit,
                "holds": found["holds"] is not None and bool(found["holds"]),
            }
        )
    return pd.DataFrame(rows)


def _left(ground: Ground) -> int:
    row = ground.connection.execute("SELECT count(*) FROM siting_candidates").fetchone()
    return int(row[0]) if row else 0


def _step(constraint: Constraint, failed: int, passed: int) -> Step:
    return Step(constraint.kind, constraint.described(), constraint.legal_source, constraint.unit, failed, passed)
