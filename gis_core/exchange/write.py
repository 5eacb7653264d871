"""Layers' rows back out of the database: in the format and the CRS asked for, streamed, whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from gis_core import crs as systems
from gis_core import db
from gis_core.errors import WrongUseError
from gis_core.exchange import outgoing as rows_out
from gis_core.exchange.losses import LOSSES_FILE, write_losses
from gis_core.exchange.outgoing import Stream, columns_of, selected_columns
from gis_core.exchange.outlet import beside, deliver, is_zip, writable
from gis_core.exchange.target import Target, refuse_too_many, targeted
from gis_core.exchange.writer import Outgoing
from gis_core.exchange.writers import writer_named
from gis_core.instance import Instance
from gis_core.place import Place
from gis_core.selection.selection import Selection, saying_what_overflows
from gis_core.synthetic import synthetic_mark
from layers.base import Label, Layer

Connecting = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]


@dataclass(frozen=True)
class Export:
    """
    What was written.

    Parameters
    ----------
    path
        The file, or the chief one of several.
    rows
        Of all layers together.
    crs, title
        The CRS of its coordinates, as `crs.parse` reads it and as people do.
    losses
        What the format lost, by declaration and indeed.
    notices
        What else is to be said of it.
    """

    path: Path
    rows: int
    crs: str
    title: str
    losses: tuple[Label, ...] = ()
    notices: tuple[Label, ...] = ()


def write_layer(
    instance: Instance,
    layer: Layer,
    *,
    out: Path,
    format_name: str,
    crs: str | None = None,
    at: dt.date | None = None,
    known: dt.datetime | None = None,
    filters: Sequence[str] = (),
    encoding: str | None = None,
) -> Export:
    """Write a layer's rows, all of them or those for which `filters` (CQL2) hold; else as `write_selections`."""
    selection = Selection(layer.name, tuple(filters), at, known)
    return write_selections(instance, [selection], out=out, format_name=format_name, crs=crs, encoding=encoding)


def write_selections(
    instance: Instance,
    selections: Sequence[Selection],
    *,
    out: Path,
    format_name: str,
    crs: str | None = None,
    encoding: str | None = None,
    report: Callable[[int], None] = lambda _rows: None,
    connect: Connecting | None = None,
) -> Export:
    """
    Write the rows of selections to a file, a layer each, which is replaced as a whole when it exists.

    A name that ends in `.zip` packs what is written, and the list of losses with it. Formats that hold one layer a file
    need such a name for several layers. What the format loses is else listed in a file beside it
    (`<name>.losses.txt`), if anything. All layers show one state of the records.

    Parameters
    ----------
    instance
        Whose records.
    selections
        Which rows of which layers, at which two times.
    out
        File to write. The files of a format that has several lie beside each other.
    format_name
        A name of `gis_core.exchange.writers`.
    crs
        System of the coordinates; the survey CRS when not given, or the format's only one. Shifted coordinates are
        written only when asked for.
    encoding
        Of texts, where the format leaves a choice.
    report
        Told the number of rows that are read, now and then; what it raises ends the export.
    connect
        Opens the transaction to read in; one as the application when not given.

    Raises
    ------
    WrongUseError
        As `outlet.writable`, `target.targeted` and `read_filter`, or if the format holds one layer a file.
    CrsError
        If the CRS is unknown, the format can't be in it, or a shape has no image in it.
    EnvironmentProblemError
        If there is no room left; nothing is left behind.
    """
    writer = writer_named(format_name, field="--format")
    layers = [selection.of for selection in selections]
    target = targeted(writer, layers, instance.place, crs=crs, encoding=encoding, dashes="--")
    out = writable(out, writer)
    if len(layers) > 1 and writer.write_layers is None and not is_zip(out):
        raise WrongUseError(
            f"--format {writer.name}: it holds one layer a file; let --out end in .zip for one of each, or take gpkg"
        )
    with beside(out) as part, (connect or (lambda: db.connect(instance)))() as connection:
        connection.commit()  # what `connect` set stays; all layers are read in one transaction from here
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        under_way = _UnderWay(connection, instance.place, target, selections, report, part)
        with closing(under_way.outgoings()) as outgoings:
            if len(layers) > 1 and writer.write_layers is not None:
                writer.write_layers(outgoings)
            else:
                for outgoing in outgoings:
                    writer.write(outgoing)
        losses, about = (tuple(dict.fromkeys(labels)) for labels in (under_way.losses, under_way.about))
        listed = None
        if losses:
            listed = part / f"{out.name}{LOSSES_FILE}"
            write_losses(listed, writer, losses, [*target.notices, *about])
        written = deliver(writer, under_way.made, part, out, listed)
    return Export(written, under_way.rows, target.system.name, target.system.title, losses, target.notices)


@dataclass
class _UnderWay:
    """An export while it is written, layer by layer; gathers what is to be told of it."""

    connection: psycopg.Connection[Any]
    place: Place
    target: Target
    selections: Sequence[Selection]
    report: Callable[[int], None]
    part: Path
    rows: int = 0
    losses: list[Label] = field(default_factory=list)
    about: list[Label] = field(default_factory=list)
    made: list[Path] = field(default_factory=list)

    def outgoings(self) -> Generator[Outgoing, None, None]:
        """Yield each layer, open until the next one is asked for."""
        writer, target = self.target.writer, self.target
        notice = synthetic_mark(self.connection)
        _, south, _, north = self.place.map.extent
        for selection in self.selections:
            layer = selection.of
            if writer.most_rows is not None:
                refuse_too_many(writer, _count(self.connection, selection, self.place), dashes="--")
            told = _about(selection, self.place, target, notice)
            with self._stream(selection) as stream:
                outgoing = Outgoing(
                    layer, stream.columns, stream.batches(), target.system, target.wkt, self._path(layer), told, notice,
                    target.encoding, selection.at, selection.known, (south + north) / 2,
                )  # fmt: skip
                yield outgoing
            self.rows += stream.rows
            self.losses += [*writer.lost(layer, target.encoding), *outgoing.met]
            self.about += told

    def _path(self, layer: Layer) -> Path:
        """Return where a layer is written: one file for all or one for each, named so that no program minds."""
        writer = self.target.writer
        together = len(self.selections) == 1 or writer.write_layers is not None
        name = self.selections[0].layer if together else layer.name
        inside = self.part / "made"
        inside.mkdir(exist_ok=True)
        path = inside / (name if writer.folder and not writer.bundle else f"{name}{writer.extension}")
        if path not in self.made:
            self.made.append(path)
        return path

    @contextmanager
    def _stream(self, selection: Selection) -> Iterator[Stream]:
        columns = columns_of(selection.of)
        asked = selection.statement(self.place, selected_columns(columns))
        survey = systems.parse(self.place.crs.survey)
        with self.connection.cursor(name="export", binary=True) as cursor:
            cursor.itersize = rows_out.AT_ONCE
            cursor.execute(sql.Composed([asked.sql]), dict(asked.values))
            before = self.rows
            yield Stream(cursor, columns, survey, self.target.system, lambda rows: self.report(before + rows))


def _count(connection: psycopg.Connection[Any], selection: Selection, place: Place) -> int:
    rows = selection.rows(place)
    counted = sql.SQL("SELECT count(*) FROM {}").format(rows.sql)
    with saying_what_overflows():
        row = connection.execute(counted, dict(rows.values)).fetchone()
    assert row is not None  # noqa: S101  (an aggregate)
    return int(row[0])


def _about(selection: Selection, place: Place, target: Target, notice: str | None) -> tuple[Label, ...]:
    """Return what belongs with the records: which they are, in which CRS, by which rule areas are measured."""
    layer, crs = selection.of, target.system.title
    day = (selection.at.isoformat(), selection.at.isoformat()) if selection.at else ("现行记录", "the live records")
    known = f"（按 {selection.known:%Y-%m-%d %H:%M %Z} 已录入）" if selection.known else ""
    known_en = f", as recorded by {selection.known:%Y-%m-%d %H:%M %Z}" if selection.known else ""
    told = [
        Label(
            f"{layer.label.zh}（{layer.name}），数据日期 {day[0]}{known}",
            f"{layer.label.en} ({layer.name}) as of {day[1]}{known_en}",
        ),
        Label(f"坐标系：{crs}", f"CRS: {crs}"),
    ]
    if layer.is_polygonal or layer.is_linear:
        name = "area_m2" if layer.is_polygonal else "length_m"
        told.append(
            Label(
                f"{name} 为 {place.crs.survey} 平面上的量算值，与输出坐标系无关，不是椭球面积",
                f"{name} is measured in the plane of {place.crs.survey}, whatever the CRS of the file; it is not the "
                "ellipsoidal measure",
            )
        )
    if notice:
        told.append(Label(notice, notice))
    return tuple(told)
