"""`record`: what happened to parcels and projects, one event or a whole sheet; what came late or was corrected."""

from __future__ import annotations

import datetime as dt
import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer

from api.commands.console import emit, emit_json, say
from api.commands.session import open_instance
from gis_core import db
from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.instance import Instance
from gis_core.times import read_at, today

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Note = Annotated[str | None, typer.Option(help="Anything else worth keeping.")]
Voids = Annotated[int | None, typer.Option(help="Number of the event that this one corrects.", min=1, max=2**62)]
On = Annotated[str | None, typer.Option(help="The day on which it happened (2024-12-31).")]
ACTS_AS = "administrator"  # whoever sits at the terminal holds the instance's secrets
REFUSED = 3


def register(cli: typer.Typer) -> None:
    """Add the group `record`."""
    group = typer.Typer(
        help="Record what happened to parcels and projects; see what came late or was corrected.", no_args_is_help=True
    )
    group.command()(event)
    group.command()(milestone)
    group.command()(custody)
    group.command()(tenant)
    group.command()(template)
    group.command()(sheet)
    group.command("corrections")(list_corrections)
    cli.add_typer(group, name="record")


@contextmanager
def _records() -> Iterator[tuple[Instance, psycopg.Connection[Any]]]:
    """Open a transaction under the name of whoever sits at the terminal."""
    instance = open_instance()
    with db.connect(instance, who=getpass.getuser(), acting_as=ACTS_AS) as connection:
        yield instance, connection


def event(
    *,
    parcel: Annotated[str, typer.Argument(help="Code of the consolidation parcel.")],
    stage: Annotated[str | None, typer.Argument(help="Stage that it reached; nothing to take --voids back.")] = None,
    on: On = None,
    voids: Voids = None,
    reason: Annotated[str | None, typer.Option(help="Why the order of stages doesn't hold here.")] = None,
    part: Annotated[
        Path | None,
        typer.Option(help="GeoJSON polygon in degrees: the part of the parcel that reached it.", exists=True),
    ] = None,
    undo_division: Annotated[
        bool, typer.Option("--undo-division", help="With --voids alone: the division for this event never was either.")
    ] = False,
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Record that a parcel reached a stage, correct what was recorded (--voids), or take it back (--voids alone)."""
    from gis_core.consolidation import events  # noqa: PLC0415  (slow to import)

    _refuse_half(stage, on, voids)
    if undo_division and stage is not None:
        raise WrongUseError("--undo-division: it goes with --voids alone, without a stage")
    with _records() as (instance, connection):
        if undo_division:
            made = events.undo_part(connection, parcel, voids or 0, override_reason=reason, note=note)
        elif stage is None or on is None:
            made = events.void_stage(connection, parcel, voids or 0, override_reason=reason, note=note)
        elif part is not None:
            if voids is not None:
                raise WrongUseError("--part: a correction can't divide a parcel; leave --voids out")
            made = events.record_part(
                connection,
                parcel,
                stage,
                _day(on, instance),
                _polygon(part, instance),
                override_reason=reason,
                note=note,
            )
        else:
            made = events.record_stage(
                connection, parcel, stage, _day(on, instance), voids=voids, override_reason=reason, note=note
            )
    _told(made, as_json=as_json)


def milestone(
    *,
    project: Annotated[str, typer.Argument(help="Code of the project.")],
    reached: Annotated[str | None, typer.Argument(help="Milestone that it reached.")] = None,
    on: On = None,
    voids: Voids = None,
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Record that a project reached a milestone, correct what was recorded, or take it back."""
    from gis_core.consolidation import events  # noqa: PLC0415

    _refuse_half(reached, on, voids)
    with _records() as (instance, connection):
        if reached is None or on is None:
            made = events.void_milestone(connection, project, voids or 0, note=note)
        else:
            made = events.record_milestone(connection, project, reached, _day(on, instance), voids=voids, note=note)
    _told(made, as_json=as_json)


def custody(
    *,
    parcel: Annotated[str, typer.Argument(help="Code of the consolidation parcel.")],
    state: Annotated[str | None, typer.Argument(help="Custody state: stored, let, supplied, given_back.")] = None,
    on: On = None,
    until: Annotated[str | None, typer.Option(help="Last day of the term, of land that is let.")] = None,
    voids: Voids = None,
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Record in what custody land is that was handed over, correct what was recorded, or take it back."""
    from gis_core.consolidation import events  # noqa: PLC0415

    _refuse_half(state, on, voids)
    with _records() as (instance, connection):
        made = events.record_custody(
            connection,
            parcel,
            state,
            None if on is None else _day(on, instance),
            until=None if until is None else read_at(until, instance.place.zone, field="--until"),
            voids=voids,
            note=note,
        )
    _told(made, as_json=as_json)


def tenant(
    number: Annotated[str, typer.Argument(help="Id of the tenant.")],
    agreed: Annotated[str | None, typer.Option(help="Day of the agreement on moving out.")] = None,
    paid: Annotated[str | None, typer.Option(help="Day on which the compensation was paid in full.")] = None,
    vacated: Annotated[str | None, typer.Option(help="Day on which the tenant was out.")] = None,
    moves_to: Annotated[str | None, typer.Option(help="Where the tenant goes: a community or a district.")] = None,
) -> None:
    """Record a tenant's own way out: agreement, payment, vacated, where he moves."""
    from gis_core.consolidation.records.tenants import record_tenant  # noqa: PLC0415

    with _records() as (instance, connection):
        days = {
            name: None if day is None else read_at(day, instance.place.zone, field=f"--{name}")
            for name, day in (("agreed", agreed), ("paid", paid), ("vacated", vacated))
        }
        record_tenant(
            connection,
            number,
            agreed_on=days["agreed"],
            paid_on=days["paid"],
            vacated_on=days["vacated"],
            moves_to=moves_to,
        )
    say(f"✓ tenant {number}")


def template(
    project: Annotated[str, typer.Option(help="Code of the project.")],
    out: Annotated[Path, typer.Option(help="File to write (XLSX).")],
) -> None:
    """Write the recording sheet of a project: one row a parcel, drop-downs, the present stages filled in."""
    from gis_core.consolidation.records.template import write_template  # noqa: PLC0415

    with _records() as (instance, connection):
        content = write_template(connection, project, today(instance.place.zone))
    try:
        out.write_bytes(content)
    except OSError as error:
        raise WrongUseError(f"--out: {out} can't be written ({error.strerror})") from error
    say(f"✓ {out}")


def sheet(
    file: Annotated[Path, typer.Argument(help="The filled-in sheet (XLSX).", exists=True, dir_okay=False)],
    strict: Annotated[bool, typer.Option("--strict", help="Record nothing when a row is refused.")] = False,
    project: Annotated[str | None, typer.Option(help="Code of the only project whose parcels may stand in it.")] = None,
    as_json: Json = False,
) -> int:
    """
    Record what a filled-in sheet says: refused rows are listed, the rest is recorded.

    The same sheet again changes nothing. Exit code 3 when --strict found a row to refuse, or the file is no sheet.
    """
    from gis_core.consolidation.records.sheet import record_sheet  # noqa: PLC0415

    with _records() as (_, connection):
        done = record_sheet(connection, file.read_bytes(), strict=strict, project=project)
    if as_json:
        emit_json(asdict(done))
    else:
        for finding in done.findings:
            emit(f"{finding.row:>6}  {finding.code or '-':20}  {finding.field or '-':16}  {finding.message}")
    said = f"{done.read} read, {done.recorded} recorded, {done.unchanged} unchanged, {done.refused} refused"
    say(f"{'✗' if strict and done.refused else '✓'} {said}")
    return REFUSED if strict and done.refused else 0


def list_corrections(
    first: Annotated[str, typer.Option(help="First day of recording (2024-01-01).")],
    last: Annotated[str, typer.Option(help="Last day of recording, included.")],
    late_days: Annotated[int, typer.Option(help="Days after which a record is late.", min=0, max=3660)] = 7,
    project: Annotated[str | None, typer.Option(help="Code of the only project to look at.")] = None,
    as_json: Json = False,
) -> None:
    """List what was recorded late, corrected or taken back in a period of recording."""
    from gis_core.consolidation.period import Period  # noqa: PLC0415
    from gis_core.consolidation.records.corrections import corrections  # noqa: PLC0415

    with _records() as (instance, connection):
        zone = instance.place.zone
        period = Period(read_at(first, zone, field="--first"), read_at(last, zone, field="--last"))
        found = corrections(connection, instance.place, period, late_days=late_days, project=project)
    if as_json:
        emit_json({"first": period.first, "last": period.last, "late_days": late_days, "corrections": found})
        return
    for each in found:
        was = "" if each.old_what is None else f"{each.old_what} {each.old_on} → "
        now = "taken back" if each.what is None else f"{each.what} {each.happened_on}"
        late = "" if each.days_late is None else f", {each.days_late} days after"
        subject = each.parcel or each.project or "-"
        emit(f"{each.recorded_at:%Y-%m-%d}  {each.kind:9}  {subject:20}  {was}{now}{late}  ({each.recorded_by})")


def _refuse_half(said: str | None, on: str | None, voids: int | None) -> None:
    if (said is None) != (on is None):
        raise WrongUseError("--on: say what happened and on which day, or neither and --voids")
    if said is None and voids is None:
        raise WrongUseError("--voids: say what happened and --on which day, or which event is void")


def _day(text: str, instance: Instance) -> dt.date:
    return read_at(text, instance.place.zone, field="--on")


def _polygon(file: Path, instance: Instance) -> Any:
    from shapely.errors import ShapelyError  # noqa: PLC0415
    from shapely.geometry import shape  # noqa: PLC0415

    from gis_core.crs import to_survey  # noqa: PLC0415

    try:
        read = json.loads(file.read_text(encoding="utf-8"))
        if read.get("type") == "FeatureCollection":
            (read,) = read["features"]
        polygon = shape(read.get("geometry", read))
    except (ValueError, TypeError, KeyError, AttributeError, UnicodeDecodeError, ShapelyError) as error:
        raise RefusedInputError(f"--part: {file.name} holds no single GeoJSON polygon", field="part") from error
    return to_survey(instance.place, "EPSG:4326")([polygon])[0]


def _told(made: Any, *, as_json: bool) -> None:
    if as_json:
        emit_json(asdict(made))
        return
    parts = f"; it became {' and '.join(made.children)}" if made.children else ""
    parts += f"; {made.restored} is whole again" if made.restored else ""
    say(f"✓ event {made.id}, recorded by {made.recorded_by}{parts}")
