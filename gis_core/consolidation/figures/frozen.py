"""Figures that were published: frozen with question, value, evidence and hash, compared with the same question now."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from gis_core.consolidation.figures.ask import EvidenceRow, Question, evidence, now, value
from gis_core.consolidation.figures.catalogue import Figure, figure_named
from gis_core.consolidation.period import Period
from gis_core.consolidation.scope import Scope
from gis_core.errors import NotFoundError

Connection = psycopg.Connection[Any]
HEAD = sql.SQL(
    "SELECT id, figure, first, last, known, known_asked, scope, parameters, definition, unit, value, rows, sha256,"
    " note, frozen_at, frozen_by FROM frozen_figures"
)


@dataclass(frozen=True)
class Frozen:
    """A figure as it was frozen; `known_asked` is `None` when it was asked for as known at the time."""

    id: int
    figure: str
    first: dt.date
    last: dt.date
    known: dt.datetime
    known_asked: dt.datetime | None
    scope: dict[str, str]
    parameters: dict[str, float]
    definition: dict[str, str]
    unit: str
    value: Decimal | None
    rows: int
    sha256: str
    note: str | None
    frozen_at: dt.datetime
    frozen_by: str

    @property
    def question(self) -> Question:
        """The same question, asked now."""
        return Question(Period(self.first, self.last), self.known_asked, Scope(**self.scope), self.parameters)


@dataclass(frozen=True)
class Comparison:
    """
    A frozen figure beside what the same question gives now.

    `gained` and `lost` are rows, `changed` pairs (then, now) of the same thing; `intact` says that what is stored still
    has the hash that it was frozen with.
    """

    frozen: Frozen
    value_now: Decimal | None
    definition_changed: bool
    gained: list[EvidenceRow]
    lost: list[EvidenceRow]
    changed: list[tuple[EvidenceRow, EvidenceRow]]
    intact: bool

    @property
    def difference(self) -> Decimal | None:
        """The value now less the value then, `None` when one of them is no number."""
        if self.value_now is None or self.frozen.value is None:
            return None
        return self.value_now - self.frozen.value


def freeze(connection: Connection, figure: Figure, question: Question, *, note: str | None = None) -> Frozen:
    """
    Keep a figure's value and evidence for good, under the name of who asks.

    Raises
    ------
    WrongUseError, NotAllowedError
        As `evidence`.
    """
    known = question.known or now(connection)
    rows = evidence(connection, figure, question.period, known=known, scope=question.scope, **question.parameters)
    written = [_written(row) for row in rows]
    total = value(figure, rows)
    asked = _asked(
        figure.name, question.period, known, question.scope.named(), {**figure.parameters, **question.parameters}
    )
    row = {
        **asked,
        "known": known,
        "known_asked": question.known,
        "scope": Jsonb(asked["scope"]),
        "first": question.period.first,
        "last": question.period.last,
        "parameters": Jsonb(asked["parameters"]),
        "definition": Jsonb(figure.definition.model_dump()),
        "unit": figure.unit,
        "value": total,
        "evidence": Jsonb(written),
        "rows": len(written),
        "sha256": _hash(asked, total, written),
        "note": note,
    }
    statement = sql.SQL("INSERT INTO frozen_figures ({}) VALUES ({}) RETURNING id").format(
        sql.SQL(", ").join(map(sql.Identifier, row)), sql.SQL(", ").join(map(sql.Placeholder, row))
    )
    made = connection.execute(statement, row).fetchone()
    assert made is not None  # noqa: S101  (RETURNING)
    return frozen(connection, made[0])


def frozen(connection: Connection, number: int) -> Frozen:
    """
    Return the frozen figure of that number.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(HEAD + sql.SQL(" WHERE id = %s"), [number]).fetchone()
    if row is None:
        raise NotFoundError(f"id: no figure was frozen under number {number}")
    return Frozen(**row)


def all_frozen(connection: Connection) -> list[Frozen]:
    """Return every frozen figure, the newest first."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return [Frozen(**row) for row in cursor.execute(HEAD + sql.SQL(" ORDER BY id DESC")).fetchall()]


def compare(connection: Connection, number: int) -> Comparison:
    """
    Ask the question of a frozen figure again and tell what differs.

    Raises
    ------
    NotFoundError
        If there is no such frozen figure, or the figure isn't defined any more.
    NotAllowedError
        As `evidence`.
    """
    then = frozen(connection, number)
    figure = figure_named(then.figure)
    question = then.question
    rows = evidence(
        connection, figure, question.period, known=question.known, scope=question.scope, **question.parameters
    )
    stored = connection.execute("SELECT evidence FROM frozen_figures WHERE id = %s", [number]).fetchone()
    assert stored is not None  # noqa: S101  (append-only, and read a moment ago)
    before = {_thing(row): row for row in map(_read, stored[0])}
    after = {_thing(row): row for row in rows}
    asked = _asked(then.figure, question.period, then.known, then.scope, then.parameters)
    return Comparison(
        frozen=then,
        value_now=value(figure, rows),
        definition_changed=figure.definition.model_dump() != then.definition,
        gained=[row for thing, row in after.items() if thing not in before],
        lost=[row for thing, row in before.items() if thing not in after],
        changed=[(row, after[thing]) for thing, row in before.items() if thing in after and after[thing] != row],
        intact=_hash(asked, then.value, stored[0]) == then.sha256,
    )


def _asked(
    figure: str, period: Period, known: dt.datetime, scope: dict[str, str], parameters: dict[str, float]
) -> dict[str, Any]:
    return {
        "figure": figure,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "known": known.astimezone(dt.UTC).isoformat(),
        "scope": scope,
        "parameters": {name: float(number) for name, number in parameters.items()},
    }


def _thing(row: EvidenceRow) -> tuple[object, ...]:
    """Return what makes two rows the same thing: a plan has a row a month and kind of land, all else one a code."""
    if row.layer == "consolidation_projects":
        return row.layer, row.code, row.date, row.land_kind
    return row.layer, row.code


def _written(row: EvidenceRow) -> dict[str, str | None]:
    return {key: _text(part) for key, part in asdict(row).items()}


def _text(part: object) -> str | None:
    """Return a number without an exponent and without idle zeros: storing it changes those."""
    if isinstance(part, Decimal):
        return f"{part.normalize():f}"
    return None if part is None else str(part)


def _read(row: dict[str, str | None]) -> EvidenceRow:
    return EvidenceRow(
        code=str(row["code"]),
        layer=str(row["layer"]),
        project=row["project"],
        land_kind=row["land_kind"],
        date=None if row["date"] is None else dt.date.fromisoformat(row["date"]),
        amount=Decimal(row["amount"] or 0),
        of=None if row["of"] is None else Decimal(row["of"]),
    )


def _hash(asked: dict[str, Any], total: Decimal | None, rows: list[dict[str, str | None]]) -> str:
    told = {**asked, "value": _text(total), "evidence": rows}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
