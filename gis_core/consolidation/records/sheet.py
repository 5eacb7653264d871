"""
A filled-in recording sheet read back: refused rows are listed, the rest is recorded; under `strict` nothing is.

It is read as a delivery is: by its headers, wherever the columns stand. Rows of one parcel are taken in the order of
the stages, whatever their order in the sheet; a row that says what is on record already changes nothing.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

import psycopg
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from gis_core.consolidation.events import record_stage
from gis_core.consolidation.records.template import COLUMNS, RECORDS, code_labels, shown
from gis_core.errors import MatianError, RefusedInputError
from gis_core.exchange.archive import refuse_bomb
from gis_core.times import FIRST_YEAR, LAST_YEAR
from layers.base import Label

Connection = psycopg.Connection[Any]

LARGEST_BYTES = 10 * 2**20
MOST_ROWS = 50_000
LONGEST_WORDS = 4000
HEADER_WITHIN = 20
"""Rows from the top in which the header must stand."""


@dataclass(frozen=True)
class Refused:
    """A row that was left out: its number in the sheet, the parcel's code, the value to blame and why."""

    row: int
    code: str | None
    field: str | None
    message: str


@dataclass(frozen=True)
class Sheet:
    """What became of a sheet: rows that say something, recorded, on record already, and refused with reasons."""

    read: int
    recorded: int
    unchanged: int
    refused: int
    findings: list[Refused] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    number: int
    code: str
    stage: str
    happened_on: dt.date
    override_reason: str | None
    note: str | None


def record_sheet(connection: Connection, content: bytes, *, strict: bool = False, project: str | None = None) -> Sheet:
    """
    Record what a filled-in sheet says.

    Parameters
    ----------
    connection
        A transaction of the application's role; its `who` stands as the recorder.
    content
        The XLSX file.
    strict
        Record nothing when a row is refused.
    project
        Code of the only project whose parcels may stand in it.

    Raises
    ------
    RefusedInputError
        If the file is no such sheet at all.
    """
    stages, reasons = code_labels(connection, "stages"), code_labels(connection, "override_reasons")
    order = {code: place for place, code in enumerate(stages)}
    rows, findings = _read(content, stages, reasons)
    read = len(rows) + len(findings)
    standing, projects = _on_record(connection, [row.code for row in rows])
    done = unchanged = 0
    with connection.transaction() as whole:
        for row in sorted(rows, key=lambda row: (row.code, order[row.stage], row.number)):
            if project is not None and projects.get(row.code, project) != project:
                findings.append(
                    Refused(row.number, row.code, "code", f"parcel {row.code} belongs to project {projects[row.code]}")
                )
                continue
            if standing.get((row.code, row.stage)) == row.happened_on:
                unchanged += 1
                continue
            try:
                record_stage(
                    connection,
                    row.code,
                    row.stage,
                    row.happened_on,
                    override_reason=row.override_reason,
                    note=row.note,
                )
            except RefusedInputError as error:
                findings.append(Refused(row.number, row.code, error.field, str(error)))
                continue
            standing[row.code, row.stage] = row.happened_on
            done += 1
        if strict and findings:
            done = 0
            raise psycopg.Rollback(whole)
    findings.sort(key=lambda finding: finding.row)
    return Sheet(read, done, unchanged, len(findings), findings)


def _on_record(connection: Connection, codes: list[str]) -> tuple[dict[tuple[str, str], dt.date], dict[str, str]]:
    """Return the events that stand for these parcels, and the project of each."""
    standing = connection.execute(
        "SELECT parcel, stage, happened_on FROM stage_events_as_of('infinity', 'infinity') WHERE parcel = ANY(%s)",
        [codes],
    ).fetchall()
    projects = connection.execute(
        "SELECT code, project FROM consolidation_parcels WHERE code = ANY(%s)", [codes]
    ).fetchall()
    return {(parcel, stage): on for parcel, stage, on in standing}, dict(projects)


def _read(content: bytes, stages: dict[str, Label], reasons: dict[str, Label]) -> tuple[list[_Row], list[Refused]]:
    cells = _cells(content)
    at, header = _header(cells)
    by_stage, by_reason = _known(stages), _known(reasons)
    rows: list[_Row] = []
    findings: list[Refused] = []
    for number, line in enumerate(cells[header + 1 :], start=header + 2):
        said = {name: line[column] if column < len(line) else "" for name, column in at.items()}
        if all(said.get(name) in ("", None) for name in ("stage", "happened_on", "override_reason", "note")):
            continue
        code = _text(said.get("code"))
        try:
            rows.append(
                _Row(
                    number,
                    _needed(code, "code"),
                    _stage(_needed(_text(said["stage"]), "stage"), by_stage),
                    _day(said["happened_on"]),
                    _reason(_words(_text(said.get("override_reason")), "override_reason"), by_reason, reasons),
                    _words(_text(said.get("note")), "note"),
                )
            )
        except MatianError as error:
            findings.append(Refused(number, code, error.field, str(error)))
    return rows, findings


def _cells(content: bytes) -> list[list[Any]]:
    if len(content) > LARGEST_BYTES:
        raise RefusedInputError(
            f"the sheet has {len(content) / 2**20:.0f} MiB; {LARGEST_BYTES // 2**20} MiB are the most"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refuse_bomb(archive, "the sheet")
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            name = shown(RECORDS) if shown(RECORDS) in book.sheet_names else book.sheet_names[0]
            cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except PasswordError as error:
        raise RefusedInputError("the sheet is locked with a password; send it unlocked") from error
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError, IndexError) as error:
        raise RefusedInputError(
            "this is no recording sheet (XLSX); ./matian record template writes one, and the project page gives it"
        ) from error
    if len(cells) > MOST_ROWS:
        raise RefusedInputError(f"the sheet has {len(cells)} rows; {MOST_ROWS} are the most, send it in parts")
    return cells


def _header(cells: list[list[Any]]) -> tuple[dict[str, int], int]:
    """Return the columns by name, and the 0-based row in which they are named."""
    names = {}
    for column in COLUMNS:
        for text in (column.name, column.label.zh, column.label.en, f"{column.label.zh}{column.label.en}"):
            names[_folded(text)] = column.name
    for number, line in enumerate(cells[:HEADER_WITHIN]):
        at = {names[folded]: place for place, cell in enumerate(line) if (folded := _folded(str(cell))) in names}
        if {"code", "stage", "happened_on"} <= at.keys():
            return at, number
    wanted = "、".join(f"{column.label.zh} {column.label.en}" for column in COLUMNS if column.filled_in)
    raise RefusedInputError(
        f"the sheet has no header with the parcel's code, stage and day; it needs 整备地块编号, {wanted}"
    )


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _known(codes: dict[str, Label]) -> dict[str, str]:
    """Return the code for each way of writing it: the code, its label in either language, or both."""
    known = {}
    for code, label in codes.items():
        for text in (code, label.zh, label.en, shown(label)):
            known[_folded(text)] = code
    return known


def _text(cell: Any) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip() or None


def _needed(text: str | None, name: str) -> str:
    if text is None:
        raise RefusedInputError(f"{name}: it is empty", field=name)
    return text


def _words(text: str | None, name: str) -> str | None:
    if text is not None and len(text) > LONGEST_WORDS:
        raise RefusedInputError(f"{name}: it has {len(text)} characters; {LONGEST_WORDS} are the most", field=name)
    return text


def _stage(text: str, known: dict[str, str]) -> str:
    code = known.get(_folded(text))
    if code is None:
        raise RefusedInputError(f"stage: there is no stage {text[:40]!r}; choose one of the list", field="stage")
    return code


def _reason(text: str | None, known: dict[str, str], reasons: dict[str, Label]) -> str | None:
    """Return the reason as it is kept: the label of one in the list, or what was written."""
    if text is None:
        return None
    code = known.get(_folded(text))
    return text if code is None else reasons[code].zh


def _day(cell: Any) -> dt.date:
    day = _written_day(cell)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise RefusedInputError(f"happened_on: {day} lies outside {FIRST_YEAR}–{LAST_YEAR}", field="happened_on")
    return day


def _written_day(cell: Any) -> dt.date:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = _needed(_text(cell), "happened_on")
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"):
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007  (a day has no time zone)
        except ValueError:
            continue
    raise RefusedInputError(f"happened_on: {text[:40]!r} is no date; write it as 2024-12-31", field="happened_on")
