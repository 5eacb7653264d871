"""A layer's rows back out of the database: in the format and the CRS asked for, streamed, whole or not at all."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from gis_core import crs as systems
from gis_core import db
from gis_core.crs import System
from gis_core.disk import saying_when_full
from gis_core.errors import WrongUseError
from gis_core.exchange import outgoing as rows_out
from gis_core.exchange.losses import LOSSES_FILE, write_losses
from gis_core.exchange.outgoing import Stream, columns_of, frame_batches, selected_columns, worked_out_columns
from gis_core.exchange.packing import packed, put_beside
from gis_core.exchange.writer import Outgoing, Writer
from gis_core.exchange.writers import writer_named
from gis_core.instance import Instance
from gis_core.place import Place
from gis_core.selection.selection import Selection
from gis_core.synthetic import synthetic_mark
from layers.base import Label, Layer

if TYPE_CHECKING:
    import geopandas as gpd

NAMED_WKT = {
    "GCJ-02": "the shifted coordinates of web maps in China",
    "BD-09": "the shifted coordinates of Baidu's maps",
}


@dataclass(frozen=True)
class Export:
    """What was written: where, how many rows, in which CRS, and what was lost on the way."""

    path: Path
    rows: int
    crs: str
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
    """Write a layer's rows, all of them or those for which `filters` (CQL2) hold; else as `write_selection`."""
    selection = Selection(layer.name, tuple(filters), at, known)
    return write_selection(instance, selection, out=out, format_name=format_name, crs=crs, encoding=encoding)


def write_selection(
    instance: Instance,
    selection: Selection,
    *,
    out: Path,
    format_name: str,
    crs: str | None = None,
    encoding: str | None = None,
    report: Callable[[int], None] = lambda _rows: None,
) -> Export:
    """Write the rows of one selection to a file; else as `write_selections`."""
    return write_selections(
        instance, [selection], out=out, format_name=format_name, crs=crs, encoding=encoding, report=report
    )


def write_selections(
    instance: Instance,
    selections: Sequence[Selection],
    *,
    out: Path,
    format_name: str,
    crs: str | None = None,
    encoding: str | None = None,
    report: Callable[[int], None] = lambda _rows: None,
) -> Export:
    """
    Write the rows of selections to a file, a layer each, which is replaced as a whole when it exists.

    What the format loses is listed in a file beside it (`<name>.losses.txt`), if anything. All layers show one state of
    the records.

    Parameters
    ----------
    instance
        Whose records.
    selections
        Which rows of which layers, at which two times.
    out
        File to write. A format of several files is packed when the name ends in `.zip`, else its files lie beside each
        other.
    format_name
        A name of `gis_core.exchange.writers`.
    crs
        System of the coordinates; the survey CRS when not given, or the format's only one. Shifted coordinates are
        written only when asked for.
    encoding
        Of texts, where the format leaves a choice.
    report
        Told the number of rows of a layer that are read, now and then.

    Raises
    ------
    WrongUseError
        If the folder of `out` doesn't exist or can't be written to, `out` is a folder, or the format has no such
        encoding, takes no such layer or holds one layer only.
    CrsError
        If the CRS is unknown.
    EnvironmentProblemError
        If there is no room left; nothing is left behind.
    """
    place = instance.place
    writer = writer_named(format_name, field="--format")
    target, notices = _target(writer, crs, place)
    encoding = _encoding(writer, encoding)
    _refuse_layers(writer, [selection.of for selection in selections])

    def fill(inside: Path, stem: str) -> Filled:
        rows, losses, about = 0, list[Label](), list(notices)
        with db.connect(instance) as connection:
            connection.commit()  # what `connect` set stays; all layers are read in one transaction from here
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            notice = synthetic_mark(connection)
            for selection in selections:
                if writer.most_rows is not None:
                    _refuse_too_many(connection, selection, place, writer)
                told = _about(selection.of, selection.at, place, target, notice)
                with _stream(connection, selection, place, target, report) as stream:
                    outgoing = Outgoing(
                        selection.of, stream.columns, stream.batches(), target, wkt_of(target), inside, stem, told,
                        notice, encoding, selection.at, selection.known, _latitude(place),
                    )  # fmt: skip
                    writer.write(outgoing)
                rows += stream.rows
                losses += [*writer.lost(selection.of, encoding), *outgoing.met]
                about += told
        return Filled(rows, losses, about)

    return _whole_or_not(_writable(out, writer), writer, target, notices, fill)


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
    place = instance.place
    writer = writer_named(format_name, field="--format")
    target, notices = _target(writer, crs, place)
    _refuse_layers(writer, [layer for layer, _ in frames])
    with db.connect(instance) as connection:
        notice = synthetic_mark(connection)

    def fill(inside: Path, stem: str) -> Filled:
        rows, losses, about = 0, list[Label](), list(notices)
        for layer, frame in frames:
            columns = worked_out_columns(layer)
            told = _about(layer, at, place, target, notice)
            outgoing = Outgoing(
                layer, columns, frame_batches(frame, columns, systems.parse(place.crs.survey), target), target,
                wkt_of(target), inside, stem, told, notice, _encoding(writer, None), at, None, _latitude(place),
            )  # fmt: skip
            writer.write(outgoing)
            rows += len(frame)
            losses += [*writer.lost(layer, outgoing.encoding), *outgoing.met]
            about += told
        return Filled(rows, losses, about)

    return _whole_or_not(_writable(out, writer), writer, target, notices, fill)


@dataclass(frozen=True)
class Filled:
    """What was written into a file: rows, what was lost, and what belongs with it."""

    rows: int
    losses: list[Label]
    about: list[Label]


def _whole_or_not(
    out: Path, writer: Writer, target: System, notices: tuple[Label, ...], fill: Callable[[Path, str], Filled]
) -> Export:
    """Have a file filled beside `out`, and put it there with its list of losses when it is whole."""
    with saying_when_full(out.parent):
        part = Path(tempfile.mkdtemp(prefix=".matian-", suffix=".part", dir=out.parent))
    try:
        with saying_when_full(out.parent):
            stem = out.name.removesuffix(".zip").removesuffix(writer.extension) or writer.name
            inside = part / (stem if writer.folder and not writer.bundle else f"{stem}{writer.extension}")
            filled = fill(inside, stem)
            lost = tuple(dict.fromkeys(filled.losses))
            listed = _listed(part / f"{out.name}{LOSSES_FILE}", writer, lost, list(dict.fromkeys(filled.about)))
            written = _delivered(writer, inside, out, listed)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Export(written, filled.rows, target.name, lost, notices)


@contextmanager
def _stream(
    connection: psycopg.Connection[Any],
    selection: Selection,
    place: Place,
    target: System,
    report: Callable[[int], None],
) -> Iterator[Stream]:
    columns = columns_of(selection.of)
    asked = selection.statement(place, selected_columns(columns))
    with connection.cursor(name="export", binary=True) as cursor:
        cursor.itersize = rows_out.AT_ONCE
        cursor.execute(sql.Composed([asked.sql]), dict(asked.values))
        yield Stream(cursor, columns, systems.parse(place.crs.survey), target, report)


def _refuse_layers(writer: Writer, layers: Sequence[Layer]) -> None:
    if len(layers) > 1 and not writer.several:
        raise WrongUseError(
            f"--format {writer.name}: it holds one layer a file; export them one by one, or take gpkg or gdb"
        )
    for layer in layers:
        if writer.shapes and layer.geometry not in writer.shapes:
            raise WrongUseError(
                f"--format {writer.name}: it holds {', '.join(writer.shapes)}, and {layer.name} doesn't"
            )


def _latitude(place: Place) -> float:
    _, south, _, north = place.map.extent
    return (south + north) / 2


def _target(writer: Writer, crs: str | None, place: Place) -> tuple[System, tuple[Label, ...]]:
    """Return the CRS to write in, and what is to be said when it isn't the one asked for."""
    if writer.crs is not None:
        only = systems.parse(writer.crs)
        asked = systems.parse(crs, place) if crs is not None else None
        said = Label(
            f"{writer.label.zh} 只用 {only.name}（经纬度）" + ("，未按所选坐标系输出" if asked else ""),
            f"{writer.label.en} is always in {only.name}, degrees"
            + (f"; {asked.title} was asked for" if asked and asked != only else ""),
        )
        return only, (said,)
    target = systems.parse(crs or place.crs.survey, place)
    if target.swapped:
        raise WrongUseError(f"--crs {crs}: {writer.name} always gives easting or longitude first; leave /yx away")
    return target, ()


def _encoding(writer: Writer, encoding: str | None) -> str | None:
    if encoding is None:
        return writer.encodings[0] if writer.encodings else None
    plain = encoding.lower().replace("-", "").replace("_", "")
    for known in writer.encodings:
        if known.lower().replace("-", "") == plain:
            return known
    choices = " or ".join(writer.encodings) or "no choice: it is always UTF-8"
    raise WrongUseError(f"--encoding {encoding[:20]}: {writer.name} has {choices}", field="encoding")


def _writable(out: Path, writer: Writer) -> Path:
    out = out.expanduser().absolute()
    if out.is_dir() and not (writer.folder and out.suffix.lower() == writer.extension):
        raise WrongUseError(f"--out {out} is a folder; give a file")
    if not out.parent.is_dir():
        raise WrongUseError(f"--out {out}: there is no folder {out.parent}")
    if not os.access(out.parent, os.W_OK):
        raise WrongUseError(f"--out {out}: no right to write in {out.parent}")
    return out


def _refuse_too_many(connection: psycopg.Connection[Any], selection: Selection, place: Place, writer: Writer) -> None:
    rows = selection.rows(place)
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(rows.sql), dict(rows.values)).fetchone()
    if writer.most_rows is not None and row is not None and row[0] > writer.most_rows:
        raise WrongUseError(
            f"--format {writer.name}: it holds {writer.most_rows:,} rows and {row[0]:,} are asked for; take gpkg, or"
            " filter them"
        )


def _about(layer: Layer, at: dt.date | None, place: Place, target: System, notice: str | None) -> tuple[Label, ...]:
    """Return what belongs with the records: which they are, in which CRS, by which rule areas are measured."""
    day = at.isoformat() if at else "—"
    told = [
        Label(f"{layer.label.zh}（{layer.name}），数据日期 {day}", f"{layer.label.en} ({layer.name}) as of {day}"),
        Label(f"坐标系：{target.title}", f"CRS: {target.title}"),
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


def _listed(path: Path, writer: Writer, losses: Sequence[Label], about: Sequence[Label]) -> Path | None:
    """Return the list of losses, written; `None` where nothing is lost."""
    if not losses:
        return None
    write_losses(path, writer, losses, about)
    return path


def _delivered(writer: Writer, inside: Path, out: Path, listed: Path | None) -> Path:
    """Put what was written where it belongs, all at once (a rename each), and the list of losses beside it."""
    if writer.folder and out.suffix.lower() == ".zip":
        packed(inside, inside.parent / out.name, [listed] if listed else []).replace(out)
        return out
    written = put_beside(inside, out, writer) if writer.folder else inside.replace(out)
    final = out.with_name(f"{out.name}{LOSSES_FILE}")
    if listed:
        listed.replace(final)
    else:
        final.unlink(missing_ok=True)
    return written


def wkt_of(target: System) -> str:
    """Return the CRS as a file states it; one outside the register keeps its name there and claims no datum."""
    if target.to_hub is None:
        return target.name if target.name.startswith("EPSG:") else target.hub.to_wkt()
    if target.geographic:
        return (
            f'GEOGCRS["{target.name}",DATUM["{NAMED_WKT[target.name]}",ELLIPSOID["WGS 84",6378137,298.257223563]],'
            'CS[ellipsoidal,2],AXIS["latitude",north],AXIS["longitude",east],ANGLEUNIT["degree",0.0174532925199433]]'
        )
    return (
        f'ENGCRS["{target.name}",EDATUM["{target.name}"],CS[Cartesian,2],'
        'AXIS["easting",east],AXIS["northing",north],LENGTHUNIT["metre",1]]'
    )
