"""The funnel (筛选): the constraints one after the other, how many fall at each, and for one candidate why."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import pandas as pd

from gis_core.errors import NotFoundError
from gis_core.siting.constraints.base import Constraint
from gis_core.siting.document import Scenario
from gis_core.siting.extent import Everywhere
from gis_core.siting.ground import Ground
from layers.base import Label

NEAREST = """
SELECT code, value, miss FROM siting_fallen WHERE step = %(step)s
 ORDER BY miss NULLS LAST, code COLLATE "C" LIMIT %(most)s
"""
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
    steps: list[Step] = []
    if _plain_ones(scenario):
        count = _begin(ground, scenario, steps)
    else:
        scenario.candidates.gather(ground)
        scenario.area.cut(ground)
        count = _left(ground)
    ground.connection.execute("ANALYZE siting_candidates")
    left = steps[-1].passed if steps else count
    for n, constraint in enumerate(scenario.constraints[len(steps) :], len(steps)):
        ground.report(0.05 + 0.25 * n / len(scenario.constraints), constraint.described())
        failed = constraint.narrow(ground, n) if left else 0
        left -= failed
        steps.append(_step(constraint, failed, left))
        if failed > left:
            ground.connection.execute("ANALYZE siting_candidates")
    # Criteria may be asked from the side of a layer too; the constraints never are.
    ground.connection.execute("CREATE INDEX ON siting_candidates USING gist (geom)")
    ground.connection.execute("ANALYZE siting_candidates")
    funnel = Funnel(count, steps, [])
    last = next((n for n, step in enumerate(steps) if step.passed == 0 and step.failed), None)
    if last is None:
        return funnel
    found = ground.execute(NEAREST, step=last, most=MOST_NEAREST).fetchall()
    return Funnel(count, steps, [{"code": code, "value": value, "miss": miss} for code, value, miss in found])


def _plain_ones(scenario: Scenario) -> list[Constraint]:
    """Return the first constraints that can be asked before a shape is copied."""
    if scenario.candidates.SOURCE_OF is None or not isinstance(scenario.area, Everywhere):
        return []
    return list(takewhile(lambda constraint: constraint.PLAIN, scenario.constraints))


def _begin(ground: Ground, scenario: Scenario, steps: list[Step]) -> int:
    """Ask the first constraints of the layer itself, then copy what is left; return how many candidates there were."""
    assert scenario.candidates.SOURCE_OF is not None  # noqa: S101  (`_plain_ones`)
    ground.look_at(scenario.candidates.SOURCE_OF)
    count = left = _left(ground)
    for n, constraint in enumerate(_plain_ones(scenario)):
        failed = constraint.pass_over(ground, n) if left else 0
        left -= failed
        steps.append(_step(constraint, failed, left))
    ground.settle()
    return count


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
