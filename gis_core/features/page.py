"""A page of a layer's features: filtered, in order, continued after the last key of the page before."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gis_core.answering import LIVE, PAST
from gis_core.errors import WrongUseError
from gis_core.features.area import Box, Coordinates
from gis_core.features.columns import SQL_TYPES, columns, is_storable, read_value
from gis_core.features.statement import Statement, Values, quoted, template
from gis_core.place import Place
from layers.base import Layer

MOST = 10_000
FEWER_THAN = 2**53  # what JSON's readers count exactly
CHUNK = 250  # features that PostgreSQL joins into one text


@dataclass(frozen=True)
class Cursor:
    """
    Where the page before ended.

    Parameters
    ----------
    sort
        The order that it was in, as asked for (`land_use,-area_m2`).
    keys
        The last feature's values of those columns, then its code, as PostgreSQL writes them; `None` for no value.
    at, known
        The two times that all pages are read at, so that what changes meanwhile moves no feature from page to page.
    matched
        How many features there are on all pages together, where that was counted for the first one.
    """

    sort: str
    keys: tuple[str | None, ...]
    at: date
    known: datetime
    matched: int | None = None

    @classmethod
    def behind(cls, page: Page, keys: str, matched: int | None = None) -> Cursor:
        """Return where a page ended, by the `last_keys` of its rows."""
        return cls(page.sort, tuple(json.loads(keys)), page.at, page.known, matched)

    def written(self) -> str:
        """Return the cursor as callers pass it back (opaque to them)."""
        parts = [self.sort, self.keys, self.at.isoformat(), self.known.isoformat()]
        parts += [] if self.matched is None else [str(self.matched)]
        text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str, *, field: str = "after") -> Cursor:
    """
    Return the cursor that `text` writes.

    Raises
    ------
    WrongUseError
        If it isn't one that `Cursor.written` gave; the sentence begins with `field`.
    """
    wrong = WrongUseError(f"{field}: this isn't the next of a page before; leave it out for the first page")
    try:
        document = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        sort, keys, at, known, *counted = document
        matched = int(counted[0]) if counted else None
        instant = datetime.fromisoformat(known)
        day = date.fromisoformat(at)
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise wrong from None
    if len(counted) > 1 or (matched is not None and not 0 <= matched < FEWER_THAN):
        raise wrong
    texts = [sort, *(key for key in keys if key is not None)] if isinstance(keys, list) else [None]
    if not all(isinstance(part, str) and is_storable(part) for part in texts):
        raise wrong
    if instant.tzinfo is None or not (1900 <= instant.year <= 2199 and 1900 <= day.year <= 2199):
        raise wrong
    return Cursor(sort, tuple(keys), day, instant, matched)


@dataclass(frozen=True)
class Page:
    """
    What is asked of a layer.

    Parameters
    ----------
    layer
        Which layer.
    at, known
        The two times.
    box
        Where to look, or `None` for everywhere.
    filters
        Of a column the texts that its value may be; an empty text finds features without a value.
    sort
        Columns to sort by with commas between them, `-` before one for the greatest first; features without a value
        come last either way, and the code settles what is equal.
    limit
        Most features, 1 – `MOST`.
    after
        Where the page before ended, or `None` for the first.
    coordinates
        What to answer in.
    north_first
        Whether coordinates are written northing or latitude first, as EPSG has them; else x, y.
    properties
        Columns that are written, or `None` for all.
    condition
        Adds a condition on a feature `f` to the statement and returns it as SQL, or `None` for none.
    since
        First day of a period that ends with `at`: what was there on any of its days is found, each feature as it was
        last; `None` for what was there at `at`.
    """

    layer: Layer
    at: date
    known: datetime
    box: Box | None
    filters: Mapping[str, Sequence[str]]
    sort: str
    limit: int
    after: Cursor | None
    coordinates: Coordinates
    north_first: bool = False
    properties: Sequence[str] | None = None
    condition: Callable[[Values], str] | None = None
    since: date | None = None


def count_statement(page: Page, place: Place) -> Statement:
    """
    Return the statement that counts what all pages hold together: one row of `matched`.

    Raises
    ------
    WrongUseError
        As `page_statement`.
    """
    values = Values()
    source = _source(page, values)
    conditions = _conditions(page, place, values)
    return Statement(f"SELECT count(*) AS matched FROM {source} f WHERE {conditions}", tuple(values.given))  # noqa: S608


def page_statement(page: Page, place: Place) -> Statement:
    """
    Return the statement that answers `page`.

    Its rows hold `features` (GeoJSON features joined by commas), `returned`, `more` and `last_keys`.

    Raises
    ------
    WrongUseError
        If a filter or the order names no column of the layer, or a value isn't of its kind; the sentence begins with
        the parameter's name.
    """
    known = columns(page.layer)
    keys = _keys(page)
    values = Values()
    limit = f"{values.add(page.limit)}::bigint"
    conditions = _conditions(page, place, values)
    if page.after is not None:
        conditions += f" AND {_beyond(page, keys, values)}"
    order = ", ".join(key.order for key in keys)
    if page.since is None:
        source, conditions = _in_order(page, values, conditions, order, limit), "true"
    else:
        source = _source(page, values)
    shown = known if page.properties is None else page.properties
    sql = template("page").format(
        properties=", ".join(f"f.{quoted(column)}" for column in shown),
        source=source,
        conditions=conditions,
        keys=", ".join(f"to_json({key.column}) #>> '{{}}'" for key in keys),
        order=order,
        limit=limit,
        turned="ST_FlipCoordinates" if page.north_first else "",
        srid=f"{values.add(page.coordinates.srid)}::integer",
        digits=f"{values.add(page.coordinates.digits)}::integer",
        chunk=CHUNK,
    )
    return Statement(sql, tuple(values.given))


def _in_order(page: Page, values: Values, conditions: str, order: str, limit: str) -> str:
    """Return the first features of a layer at the two times, found along the index of their order if it has one."""
    times = {"at": f"{values.add(page.at)}::date", "known": f"{values.add(page.known)}::timestamptz"}
    return template("moment").format(
        columns=_stored(page.layer),
        live=quoted(page.layer.name),
        history=quoted(f"{page.layer.name}_history"),
        live_answers=LIVE.format(**times),
        past_answers=PAST.format(**times),
        conditions=conditions,
        order=order,
        limit=limit,
    )


def _stored(layer: Layer) -> str:
    """Return the columns that a layer and its history have in common."""
    shapes = ["geom", "geom_3857"] if layer.style else ["geom"]
    return ", ".join(f"f.{quoted(name)}" for name in [*columns(layer), *shapes])


def _source(page: Page, values: Values) -> str:
    """Return what is read: the layer at the two times, or what it held on any day of a period."""
    at, known = f"{values.add(page.at)}::date", f"{values.add(page.known)}::timestamptz"
    if page.since is None:
        return f"{quoted(page.layer.name + '_as_of')}({at}, {known})"
    return template("period").format(
        columns=_stored(page.layer),
        live=quoted(page.layer.name),
        history=quoted(f"{page.layer.name}_history"),
        first=f"{values.add(page.since)}::date",
        last=at,
        known=known,
    )


def _conditions(page: Page, place: Place, values: Values) -> str:
    found = [_filter(page.layer, column, texts, values) for column, texts in page.filters.items()]
    if page.box is not None:
        found.append(page.box.condition(page.layer, place, values))
    if page.condition is not None:
        found.append(page.condition(values))
    return " AND ".join(found) or "true"


def _filter(layer: Layer, name: str, texts: Sequence[str], values: Values) -> str:
    known = columns(layer)
    if name not in known:
        raise WrongUseError(f"{name[:60]}: {layer.name} has no such field; it has {', '.join(known)}")
    kind = known[name]
    column = f"f.{quoted(name)}"
    sought = [read_value(name, kind, text) for text in texts if text != ""]
    parts = [f"{column} = ANY({values.add(sought)}::{SQL_TYPES[kind]}[])"] if sought else []
    if "" in texts:
        parts.append(f"({column} IS NULL OR {column} = '')" if kind == "text" else f"{column} IS NULL")
    return f"({' OR '.join(parts)})"


@dataclass(frozen=True)
class _Key:
    """A column of the order."""

    name: str
    descending: bool

    @property
    def column(self) -> str:
        return f"f.{quoted(self.name)}"

    @property
    def order(self) -> str:
        way = " DESC" if self.descending else ""
        return self.column + (way if self.name == "code" else f"{way} NULLS LAST")  # the code's index answers so


def _keys(page: Page) -> list[_Key]:
    """
    Return the columns of the order; the last is the code, which no two features share.

    Raises
    ------
    WrongUseError
        If one is no column, or stands there twice; the sentence begins with `sort`.
    """
    known = columns(page.layer)
    keys = [_Key(part.removeprefix("-"), part.startswith("-")) for part in page.sort.split(",")]
    for key in keys:
        if key.name not in known:
            raise WrongUseError(f"sort: {page.layer.name} has no field {key.name[:60]!r}; it has {', '.join(known)}")
    if len({key.name for key in keys}) < len(keys):
        raise WrongUseError("sort: a field stands there twice")
    names = [*(key.name for key in keys), "code"]
    return [*keys, _Key("code", descending=False)][: names.index("code") + 1]


def _beyond(page: Page, keys: Sequence[_Key], values: Values) -> str:
    """Return the condition that a feature comes after the cursor; without a value is after every value."""
    after = page.after
    assert after is not None  # noqa: S101  (asked by the caller)
    if after.sort != page.sort:
        raise WrongUseError(f"after: that page was sorted by {after.sort[:60]}; sort this one likewise")
    wrong = WrongUseError("after: this isn't the next of a page of this layer")
    known, texts = columns(page.layer), after.keys
    if len(texts) != len(keys) or texts[-1] is None:
        raise wrong
    condition = "false"
    for key, text in reversed([*zip(keys, texts, strict=True)]):
        if text is None:
            condition = f"({key.column} IS NULL AND {condition})"
            continue
        try:
            sought = read_value("after", known[key.name], text)
        except WrongUseError:
            raise wrong from None
        value = f"{values.add(sought)}::{SQL_TYPES[known[key.name]]}"
        later = f"{key.column} {'<' if key.descending else '>'} {value}"
        if key.name == "code":
            condition = later
        else:
            condition = f"({later} OR ({key.column} = {value} AND {condition}) OR {key.column} IS NULL)"
    return condition
