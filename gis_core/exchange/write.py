"""Layers' rows back out of the database: in the format and the CRS asked for, streamed, whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pyarrow as pa
from psycopg import sql

from gis_core import crs as systems
from gis_core import db
from gis_core.cartography.code_lists import as_edited, lists_on
from gis_core.errors import WrongUseError
from gis_core.exchange import outgoing as rows_out
from gis_core.exchange.losses import LOSSES_FILE, write_losses
from gis_core.exchange.outgoing import Stream, columns_of, frame_batches, selected_columns, worked_out_columns
from gis_core.exchange.outlet import beside, deliver, is_zip, writable
from gis_core.exchange.target import Target, refuse_too_many, targeted
from gis_core.exchange.writer import Column, Outgoing
from gis_core.exchange.writers import writer_named
from gis_core.instance import Instance
from gis_core.place import Place
from gis_core.selection.selection import Selection, saying_what_overflows
from gis_core.synthetic import synthetic_mark
from layers.base import Label, Layer

if TYPE_CHECKING:
    import geopandas as gpd

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
    writer = writer_named(format_name)
    layers = [selection.of for selection in selections]
    target = targeted(writer, layers, instance.place, crs=crs, encoding=encoding)
    with (connect or (lambda: db.connect(instance)))() as connection:

        def fill(file: _File) -> Iterator[Outgoing]:
            connection.commit()  # what `connect` set stays; all layers are read in one transaction from here
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            notice, lists = synthetic_mark(connection), lists_on(connection)
            for selection in selections:
                if writer.most_rows is not None:
                    refuse_too_many(writer, _count(connection, selection, instance.place))
                layer = as_edited(selection.of, lists)
                with _stream(connection, selection, layer, file, report) as stream:
                    yield file.outgoing(
                        layer, stream.columns, stream.batches(),
                        notice=notice, at=selection.at, known=selection.known,
                    )  # fmt: skip
                file.rows += stream.rows

        return _written(target, layers, instance.place, out, fill)


def write_frames(
    instance: Instance,
    frames: Sequence[tuple[Layer, gpd.GeoDataFrame]],
    *,
    out: Path,
    format_name: str,
    crs: str | None = None,
    at: dt.date | None = None,
) -> Export:
    """
    Write features that were worked out and that no table holds, a layer each; else as `write_selections`.

    Parameters
    ----------
    instance
        Of whose records they were worked out.
    frames
        What a layer is called and holds, and its features in the survey CRS: by code, a column for each of its fields.
    at
        The day that they speak of.

    Raises
    ------
    WrongUseError, CrsError, EnvironmentProblemError
        As `write_selections`.
    """
    writer = writer_named(format_name)
    layers = [layer for layer, _ in frames]
    target = targeted(writer, layers, instance.place, crs=crs, encoding=None)
    survey = systems.parse(instance.place.crs.survey)
    with db.connect(instance) as connection:
        notice = synthetic_mark(connection)

    def fill(file: _File) -> Iterator[Outgoing]:
        for layer, frame in frames:
            columns = worked_out_columns(layer)
            batches = frame_batches(frame, columns, survey, target.system)
            yield file.outgoing(layer, columns, batches, notice=notice, at=at)
            file.rows += len(frame)

    return _written(target, layers, instance.place, out, fill)


def _written(
    target: Target, layers: Sequence[Layer], place: Place, out: Path, fill: Callable[[_File], Iterator[Outgoing]]
) -> Export:
    """Have a file filled beside `out`, and put it there with its list of losses when it is whole."""
    writer, out = target.writer, writable(out, target.writer)
    together = len(layers) == 1 or writer.write_layers is not None
    if not together and not is_zip(out):
        raise WrongUseError(
            f"format {writer.name}: it holds one layer a file; let the file's name end in .zip for one of each, or take"
            " gpkg",
            field="format",
        )
    with beside(out) as part:
        file = _File(place, target, part, layers[0].name if together else None)
        with closing(file.watched(fill(file))) as outgoings:
            if len(layers) > 1 and writer.write_layers is not None:
                writer.write_layers(outgoings)
            else:
                for outgoing in outgoings:
                    writer.write(outgoing)
        losses, about = (tuple(dict.fromkeys(labels)) for labels in (file.losses, file.about))
        listed = None
        if losses:
            listed = part / f"{out.name}{LOSSES_FILE}"
            write_losses(listed, writer, losses, [*target.notices, *about])
        written = deliver(writer, file.made, part, out, listed)
    return Export(written, file.rows, target.system.name, target.system.title, losses, target.notices)


@dataclass
class _File:
    """
    A file while it is written, layer by layer; gathers what is to be told of it.

    `named` is its name where all layers go into one file, `None` where each gets one of its own.
    """

    place: Place
    target: Target
    part: Path
    named: str | None
    rows: int = 0
    losses: list[Label] = field(default_factory=list)
    about: list[Label] = field(default_factory=list)
    made: list[Path] = field(default_factory=list)

    def outgoing(
        self,
        layer: Layer,
        columns: tuple[Column, ...],
        batches: Iterator[pa.RecordBatch],
        *,
        notice: str | None,
        at: dt.date | None,
        known: dt.datetime | None = None,
    ) -> Outgoing:
        """Return a layer as the format's writer takes it."""
        told = self._about(layer, at, known, notice)
        self.about += told
        _, south, _, north = self.place.map.extent
        return Outgoing(
            layer, columns, batches, self.target.system, self.target.wkt, self._path(layer), told, notice,
            self.target.encoding, at, known, (south + north) / 2,
        )  # fmt: skip

    def watched(self, outgoings: Iterator[Outgoing]) -> Generator[Outgoing, None, None]:
        """Yield each layer, and note what its format lost when the next one is asked for."""
        for outgoing in outgoings:
            yield outgoing
            self.losses += [*self.target.writer.lost(outgoing.layer, self.target.encoding), *outgoing.met]

    def _about(
        self, layer: Layer, at: dt.date | None, known: dt.datetime | None, notice: str | None
    ) -> tuple[Label, ...]:
        """Return what belongs with the records: which they are, in which CRS, by which rule areas are measured."""
        crs = self.target.system.title
        day = (at.isoformat(), at.isoformat()) if at else ("现行记录", "the live records")
        by = f"（按 {known:%Y-%m-%d %H:%M %Z} 已录入）" if known else ""
        by_en = f", as recorded by {known:%Y-%m-%d %H:%M %Z}" if known else ""
        told = [
            Label(
                f"{layer.label.zh}（{layer.name}），数据日期 {day[0]}{by}",
                f"{layer.label.en} ({layer.name}) as of {day[1]}{by_en}",
            ),
            Label(f"坐标系：{crs}", f"CRS: {crs}"),
        ]
        if layer.is_polygonal or layer.is_linear:
            name = "area_m2" if layer.is_polygonal else "length_m"
            told.append(
                Label(
                    f"{name} 为 {self.place.crs.survey} 平面上的量算值，与输出坐标系无关，不是椭球面积",
                    f"{name} is measured in the plane of {self.place.crs.survey}, whatever the CRS of the file; it is"
                    " not the ellipsoidal measure",
                )
            )
        if notice:
            told.append(Label(notice, notice))
        return tuple(told)

    def _path(self, layer: Layer) -> Path:
        """Return where a layer is written, by a name that no program minds."""
        writer, name = self.target.writer, self.named or layer.name
        inside = self.part / "made"
        inside.mkdir(exist_ok=True)
        path = inside / (name if writer.folder and not writer.bundle else f"{name}{writer.extension}")
        if path not in self.made:
            self.made.append(path)
        return path


@contextmanager
def _stream(
    connection: psycopg.Connection[Any],
    selection: Selection,
    layer: Layer,
    file: _File,
    report: Callable[[int], None],
) -> Iterator[Stream]:
    asked = selection.statement(file.place, selected_columns(columns_of(layer)))
    survey = systems.parse(file.place.crs.survey)
    with connection.cursor(name="export", binary=True) as cursor:
        cursor.itersize = rows_out.AT_ONCE
        cursor.execute(sql.Composed([asked.sql]), dict(asked.values))
        before = file.rows
        yield Stream(layer, cursor, survey, file.target.system, lambda rows: report(before + rows))


def _count(connection: psycopg.Connection[Any], selection: Selection, place: Place) -> int:
    rows = selection.rows(place)
    counted = sql.SQL("SELECT count(*) FROM {}").format(rows.sql)
    with saying_what_overflows():
        row = connection.execute(counted, dict(rows.values)).fetchone()
    assert row is not None  # noqa: S101  (an aggregate)
    return int(row[0])
