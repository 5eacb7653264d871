"""A filter as one SQL condition over the columns that a layer declares; every value is a parameter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

from gis_core import crs as systems
from gis_core.crs import WGS84, System
from gis_core.errors import WrongUseError
from gis_core.features.columns import columns
from gis_core.place import Place
from gis_core.selection.language import parse
from gis_core.selection.spatial import FARTHEST_M, GEOMETRY, PREDICATES, read_shape
from gis_core.selection.values import CAST, NUMERIC, SAID, TEMPORAL, bounds, literal
from layers.base import Layer

COMPARISONS = {"=": "=", "<>": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
RECKONINGS = {
    "+": "({} + {})",
    "-": "({} - {})",
    "*": "({} * {})",
    "/": "({} / nullif({}, 0))",
    "%": "mod({}, nullif({}, 0))",
    "div": "div({}, nullif({}, 0))",
}
"""Of numbers of any length: what a few steps make of the greatest that are read (1e308) can't be too large for them."""
ALIAS = "r"
"""Under which the layer's rows stand in the statement that the condition is put into."""
MOST_IN_LIST = 1000


@dataclass(frozen=True)
class Condition:
    """
    A condition on the rows `r` of a layer, for psycopg.

    Parameters
    ----------
    sql
        The condition, with named placeholders.
    values
        Their values.
    """

    sql: sql.Composable
    values: Mapping[str, object]

    def __and__(self, other: Condition) -> Condition:
        """Return the condition that both hold; their placeholders must differ."""
        return Condition(sql.SQL("({} AND {})").format(self.sql, other.sql), {**self.values, **other.values})


ALL = Condition(sql.SQL("true"), {})


def read_filter(
    text: str, layer: Layer, place: Place, *, crs: str = WGS84, name: str = "filter", prefix: str = "f"
) -> Condition:
    """
    Return the condition that a CQL2 filter means for a layer.

    Comparisons (`=`, `<>`, `<` …), `LIKE`, `IN`, `BETWEEN`, `IS NULL`, `AND`, `OR`, `NOT`, `CASEI`, sums of numbers,
    dates and instants (`T_AFTER`, `T_BEFORE`, `T_DURING`, `T_EQUALS`, `T_INTERSECTS`), shapes (`S_INTERSECTS` and its
    like; `S_DWITHIN(geom, shape, metres)` is ours), over the layer's fields, `code`, `area_m2` or `length_m`,
    `valid_from` … and `geom`.

    Parameters
    ----------
    text
        CQL2 text, or JSON when it begins with a brace.
    layer, place
        Whose columns, and in which survey CRS.
    crs
        System of the shapes in the filter; degrees when not given. Easting or longitude comes first.
    name
        What a sentence calls the filter.
    prefix
        Begins the names of placeholders; conditions that are joined need different ones.

    Raises
    ------
    WrongUseError
        If the filter can't be read, names no column of the layer, or compares what can't be compared; the sentence says
        which.
    """
    reader = _Reader(layer, place, systems.parse(crs, place), name, prefix)
    try:
        return Condition(reader.condition(parse(text, field=name)), dict(reader.values))
    except RecursionError:
        raise WrongUseError(f"{name}: it is nested too deeply", field=name) from None


@dataclass(frozen=True)
class _Operand:
    """One side of a comparison: its SQL, its kind, and what it is called."""

    sql: sql.Composable
    kind: str
    name: str


@dataclass
class _Reader:
    layer: Layer
    place: Place
    system: System
    name: str
    prefix: str
    values: dict[str, object] = field(default_factory=dict)

    def condition(self, node: Any) -> sql.Composable:
        """Return the SQL of a node that is true or false."""
        if isinstance(node, bool):
            return sql.SQL("true" if node else "false")
        if isinstance(node, dict) and set(node) == {"property"}:
            operand = self._property(node["property"])
            if operand.kind != "boolean":
                raise self._wrong(f"{operand.name} alone is no condition; compare it, such as {operand.name} = …")
            return operand.sql
        op, args = self._call(node)
        reader = self._readers().get(op)
        if reader is None:
            raise self._wrong(f"there is no {op[:40]} here; there are {', '.join(sorted(self._readers()))}")
        return reader(op, args)

    def _readers(self) -> dict[str, Callable[[str, list[Any]], sql.Composable]]:
        return {
            "and": self._joined,
            "or": self._joined,
            "not": self._negated,
            "isnull": self._is_null,
            "like": self._like,
            "in": self._in,
            "between": self._between,
            "s_dwithin": self._near,
            **dict.fromkeys(COMPARISONS, self._compared),
            **dict.fromkeys(PREDICATES, self._spatial),
            **dict.fromkeys(("t_after", "t_before", "t_equals", "t_during", "t_intersects", "t_disjoint"), self._timed),
        }

    def _call(self, node: Any) -> tuple[str, list[Any]]:
        if not (isinstance(node, dict) and isinstance(node.get("op"), str) and isinstance(node.get("args"), list)):
            raise self._wrong(f"{_short(node)} is no condition")
        return node["op"].lower(), node["args"]

    def _wrong(self, sentence: str) -> WrongUseError:
        return WrongUseError(f"{self.name}: {sentence}", field=self.name)

    def _value(self, value: object, cast: str) -> sql.Composable:
        name = f"{self.prefix}{len(self.values)}"
        self.values[name] = value
        return sql.SQL("{}::" + cast).format(sql.Placeholder(name))

    def _take(self, op: str, args: list[Any], count: int) -> list[Any]:
        if len(args) != count:
            raise self._wrong(f"{op} takes {count} values and has {len(args)}")
        return args

    # joined conditions

    def _joined(self, op: str, args: list[Any]) -> sql.Composable:
        if not args:
            raise self._wrong(f"{op} joins nothing")
        parts = [self.condition(part) for part in args]
        return sql.SQL("({})").format(sql.SQL(f" {op.upper()} ").join(parts))

    def _negated(self, op: str, args: list[Any]) -> sql.Composable:
        return sql.SQL("(NOT {})").format(self.condition(self._take(op, args, 1)[0]))

    # operands

    def _property(self, name: Any) -> _Operand:
        known = columns(self.layer)
        if isinstance(name, str) and name in GEOMETRY:
            return _Operand(sql.Identifier(ALIAS, "geom"), "geometry", name)
        if not isinstance(name, str) or name not in known:
            raise self._wrong(
                f"{self.layer.name} has no field {str(name)[:60]!r}; it has {', '.join([*known, 'geom'])}"
                " (texts stand in single quotes)"
            )
        return _Operand(sql.Identifier(ALIAS, name), known[name], name)

    def _operand(self, node: Any) -> _Operand | None:
        """Return a column, or what is reckoned from columns; `None` for a literal."""
        if not isinstance(node, dict) or not ({"property", "op"} & set(node)):
            return None
        if "property" in node:
            return self._property(node["property"])
        op, args = self._call(node)
        if op == "casei":
            inner = self._operand(self._take(op, args, 1)[0])
            if inner is None:
                return None
            self._require(inner, {"text"}, "CASEI")
            return _Operand(sql.SQL("lower({})").format(inner.sql), "casei", inner.name)
        if op not in RECKONINGS:
            raise self._wrong(f"there is no {op[:40]} here; values are columns, literals, CASEI(…) and + - * / % div")
        return self._reckoned(op, args)

    def _reckoned(self, op: str, args: list[Any]) -> _Operand:
        left, right = (self._number(part, op) for part in self._take(op, args, 2))
        return _Operand(sql.SQL(RECKONINGS[op]).format(left, right), "area", f"what {op} makes")

    def _number(self, node: Any, op: str) -> sql.Composable:
        operand = self._operand(node)
        if operand is None:
            return self._value(literal(node, "area", f"a side of {op}", self.name), "numeric")
        self._require(operand, NUMERIC, op)
        return sql.SQL("{}::numeric").format(operand.sql)

    def _require(self, operand: _Operand, kinds: frozenset[str] | set[str], what: str) -> None:
        if operand.kind not in kinds:
            raise self._wrong(f"{what} doesn't go with {operand.name}, which is of kind {operand.kind}")

    def _beside(self, node: Any, operand: _Operand) -> sql.Composable:
        """Return the SQL of what a column is compared with: a column of its kind, or a literal."""
        other = self._operand(node)
        if other is not None:
            if other.kind != operand.kind and not {other.kind, operand.kind} <= NUMERIC:
                raise self._wrong(f"{operand.name} and {other.name} can't be compared")
            return other.sql
        if operand.kind == "casei":
            if isinstance(node, dict) and str(node.get("op")).lower() == "casei" and len(node.get("args", [])) == 1:
                node = node["args"][0]
            return sql.SQL("lower({})").format(self._value(literal(node, "text", operand.name, self.name), "text"))
        if operand.kind == "geometry":
            raise self._wrong(f"{operand.name} is a shape; ask for it by S_INTERSECTS and its like")
        if node is None:
            raise self._wrong(f"nothing equals NULL; write {operand.name} IS NULL")
        return self._value(literal(node, operand.kind, operand.name, self.name), CAST[operand.kind])

    # comparisons

    def _compared(self, op: str, args: list[Any]) -> sql.Composable:
        left, right = self._take(op, args, 2)
        operand = self._operand(left)
        if operand is None:  # 500 < area_m2
            operand = self._operand(right)
            if operand is None:
                raise self._wrong(f"{_short(left)} {op} {_short(right)} compares no field")
            return sql.SQL(f"({{}} {COMPARISONS[op]} {{}})").format(self._beside(left, operand), operand.sql)
        return sql.SQL(f"({{}} {COMPARISONS[op]} {{}})").format(operand.sql, self._beside(right, operand))

    def _column(self, node: Any, op: str) -> _Operand:
        operand = self._operand(node)
        if operand is None:
            raise self._wrong(f"{op.upper()} asks for a field first, and finds {_short(node)}")
        return operand

    def _is_null(self, op: str, args: list[Any]) -> sql.Composable:
        return sql.SQL("({} IS NULL)").format(self._column(self._take(op, args, 1)[0], "is null").sql)

    def _like(self, op: str, args: list[Any]) -> sql.Composable:
        left, right = self._take(op, args, 2)
        operand = self._column(left, op)
        self._require(operand, {"text", "casei"}, "LIKE")
        inner = right.get("args") if isinstance(right, dict) else None
        pattern = inner[0] if isinstance(inner, list) and inner else right
        if not isinstance(pattern, str) or re.search(r"(?<!\\)(\\\\)*\\$", pattern):
            raise self._wrong(
                f"LIKE takes text with % and _ in it, and none that ends in a backslash, not {_short(right)}"
            )
        return sql.SQL("({} LIKE {})").format(operand.sql, self._beside(right, operand))

    def _in(self, op: str, args: list[Any]) -> sql.Composable:
        left, given = self._take(op, args, 2)
        operand = self._column(left, op)
        if not isinstance(given, list) or not 0 < len(given) <= MOST_IN_LIST:
            raise self._wrong(f"IN takes a list of 1 to {MOST_IN_LIST:,} values; more are held as a selection of codes")
        parts = [self._beside(value, operand) for value in given]
        return sql.SQL("({} IN ({}))").format(operand.sql, sql.SQL(", ").join(parts))

    def _between(self, op: str, args: list[Any]) -> sql.Composable:
        value, low, high = self._take(op, args, 3)
        operand = self._column(value, op)
        return sql.SQL("({} BETWEEN {} AND {})").format(
            operand.sql, self._beside(low, operand), self._beside(high, operand)
        )

    # times

    def _timed(self, op: str, args: list[Any]) -> sql.Composable:
        left, right = self._take(op, args, 2)
        operand = self._column(left, op)
        self._require(operand, TEMPORAL, op.upper())
        found = bounds(right)
        if found is None:
            raise self._wrong(f"{op.upper()} takes {SAID['date']}, or INTERVAL('2024-01-01', '2024-12-31')")
        first, last = found

        def beside(sign: str, end: dt.date) -> sql.Composable:
            return sql.SQL(f"({{}} {sign} {{}})").format(operand.sql, self._value(end, CAST[operand.kind]))

        if op == "t_after":
            return beside(">", last) if last else sql.SQL("false")
        if op == "t_before":
            return beside("<", first) if first else sql.SQL("false")
        inside = [beside(sign, end) for sign, end in ((">=", first), ("<=", last)) if end]
        return sql.SQL("(NOT ({}))" if op == "t_disjoint" else "({})").format(sql.SQL(" AND ").join(inside))

    # shapes

    def _spatial(self, op: str, args: list[Any]) -> sql.Composable:
        left, right = self._take(op, args, 2)
        call = sql.SQL(PREDICATES[op] + "({}, {})")
        return call.format(self._shape(left, op), self._shape(right, op))

    def _near(self, op: str, args: list[Any]) -> sql.Composable:
        if len(args) == 4 and str(args[3]).lower() in ("meters", "metres", "m", "{'property': 'meters'}"):
            args = args[:3]
        left, right, distance = self._take(op, args, 3)
        if isinstance(distance, bool) or not isinstance(distance, int | float) or not 0 <= distance <= FARTHEST_M:
            raise self._wrong(f"S_DWITHIN takes a distance of 0 to {FARTHEST_M:,.0f} metres, not {_short(distance)}")
        metres = self._value(float(distance), "double precision")
        return sql.SQL("ST_DWithin({}, {}, {})").format(self._shape(left, op), self._shape(right, op), metres)

    def _shape(self, node: Any, op: str) -> sql.Composable:
        if isinstance(node, dict) and set(node) == {"property"}:
            operand = self._property(node["property"])
            self._require(operand, {"geometry"}, op.upper())
            return operand.sql
        if not isinstance(node, dict) or not ({"type", "bbox"} & set(node)):
            raise self._wrong(
                f"{op.upper()} takes geom and a shape such as POLYGON((…)) or BBOX(…), not {_short(node)}"
            )
        name = f"{self.prefix}{len(self.values)}"
        self.values[name] = read_shape(node, self.place, self.system, self.name)
        return sql.SQL("ST_GeomFromWKB({}::bytea, {})").format(sql.Placeholder(name), sql.Literal(self.place.srid))


def _short(node: Any) -> str:
    return repr(node)[:60]
