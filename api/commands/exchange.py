"""`import FILE --layer …`, `import undo DELIVERY`, `import list`: deliveries into the records, and out again."""

from __future__ import annotations

import datetime as dt
import os
import pwd
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup

from api.commands.console import emit_json, progress
from api.commands.session import open_instance
from gis_core.errors import RefusedInputError, WrongUseError
from layers.base import Layer
from layers.registry import all_layers

if TYPE_CHECKING:
    from gis_core.exchange.result import Result

DEFAULT = "file"
results = Console(highlight=False)
EFFECTS = {
    "refuse": ("red", "退回 refused"),
    "warn": ("yellow", "警告 warning"),
    "note": ("cyan", "提示 note"),
}

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


class ImportGroup(TyperGroup):
    """A group whose first word is a file unless it names a command: `import parcels.gpkg`, `import undo …`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command's name before anything that isn't the name of a command."""
        return super().parse_args(ctx, args if args and args[0] in self.commands else [DEFAULT, *args])


def register(cli: typer.Typer) -> None:
    """Add the group `import`."""
    group = typer.Typer(cls=ImportGroup, help="Load a delivery; take one back; list them.")
    group.command(DEFAULT, no_args_is_help=True)(load_file)
    group.command("undo")(undo_delivery)
    group.command("list")(list_all)
    cli.add_typer(group, name="import")


def load_file(
    file: Annotated[Path, typer.Argument(help="SHP, ZIP, GPKG, GDB, GeoJSON, FGB, DXF, KML, XLSX, CSV, TXT …")],
    *,
    layer: Annotated[str, typer.Option(help="Layer that it is for, such as parcels.")],
    crs: Annotated[
        str | None, typer.Option(help="EPSG:4547, GCJ-02, BD-09, independent …: what its coordinates are.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="THEIRS=OURS", help="Their column to our field."),
    ] = None,
    source_layer: Annotated[str | None, typer.Option(help="Layer inside the file, where it has several.")] = None,
    repair: Annotated[str, typer.Option(help="none, or safe: mend what has one meaning, propose the rest.")] = "none",
    accept: Annotated[Path | None, typer.Option(help="Proposals file with accept set (needs --repair safe).")] = None,
    strict: Annotated[bool, typer.Option(help="Load nothing when any row is refused.")] = False,
    complete: Annotated[bool, typer.Option(help="The file is the whole layer: end rows that it doesn't hold.")] = False,
    valid_from: Annotated[
        str | None, typer.Option(metavar="DATE", help="First day of new rows and changes; today.")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Write nothing to the records; tell what a load would give.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write a report (HTML).")] = None,
    refused: Annotated[Path | None, typer.Option(help="Write refused rows here (GPKG).")] = None,
    proposals: Annotated[Path | None, typer.Option(help="Write proposals here (JSON).")] = None,
    as_json: Json = False,
) -> int:
    """
    Load a delivery: read, check, mend if asked, load in one transaction.

    Rows at fault are left out and told; overlaps, gaps and slivers only warn. The same file again changes nothing.
    `import undo DELIVERY` takes a delivery back, `import list` shows those on record.
    """
    from gis_core.exchange.intake import Options, take_in  # noqa: PLC0415  (slow to import)
    from gis_core.exchange.read import read_delivery  # noqa: PLC0415
    from gis_core.exchange.report import write_report  # noqa: PLC0415

    target = _layer(layer)
    if repair not in ("none", "safe"):
        raise WrongUseError(f"--repair {repair}: there are none and safe")
    if accept is not None and repair != "safe":
        raise WrongUseError("--accept decides on proposals, which are made by --repair safe; give both")
    options = Options(
        repair="safe" if repair == "safe" else "none",
        accept=accept,
        strict=strict,
        complete=complete,
        dry_run=dry_run,
        valid_from=_date(valid_from),
        refused_file=refused,
        proposals_file=proposals,
        who=_who(),
    )
    fields = _mapping(mapping or [])
    instance = open_instance()
    with progress(f"{file.name} → {target.label.zh} {target.name}", total=2) as bar:
        delivery = read_delivery(
            file, layer=target, instance=instance, crs=crs, mapping=fields, source_layer=source_layer
        )
        bar.advance()
        result = take_in(delivery, target, instance, options)
        bar.advance()
    if report is not None:
        result = replace(result, report_file=report)
        write_report(report, result, place=instance.place.name.zh, now=dt.datetime.now(instance.place.zone))
    if as_json:
        emit_json(result.as_dict())
    else:
        _show(result)
    return 0 if result.accepted else RefusedInputError.exit_code


def undo_delivery(
    delivery: Annotated[str, typer.Argument(help="Key of the delivery, as import and import list tell it.")],
    as_json: Json = False,
) -> None:
    """Take a whole delivery back, as new revisions; refused when later revisions stand on it."""
    from gis_core.exchange.undo import undo  # noqa: PLC0415  (slow to import)

    try:
        key = UUID(delivery)
    except ValueError as error:
        raise WrongUseError(f"{delivery} is no key of a delivery; ./matian import list shows them") from error
    done = undo(open_instance(), key, who=_who())
    if as_json:
        emit_json(asdict(done))
    else:
        results.print(
            f"已撤回 {done.file_name}（{done.layer}）：移除 {done.removed}，恢复 {done.restored}，重现 {done.revived}\n"
            f"taken back: {done.removed} removed, {done.restored} restored, {done.revived} revived"
        )


def list_all(
    layer: Annotated[str | None, typer.Option(help="Only deliveries of this layer.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 50,
    as_json: Json = False,
) -> None:
    """List deliveries on record, newest first."""
    from gis_core.exchange.listing import list_deliveries  # noqa: PLC0415  (slow to import)

    if layer is not None:
        _layer(layer)
    deliveries = list_deliveries(open_instance(), layer=layer, limit=limit)
    if as_json:
        emit_json({"deliveries": [asdict(delivery) for delivery in deliveries]})
        return
    for one in deliveries:
        state = "（已撤回 taken back）" if one.undone_by else f"（撤回 takes back {one.undoes}）" if one.undoes else ""
        results.print(
            Text(f"{one.id}  {one.loaded_at:%Y-%m-%d %H:%M}  {one.loaded_by}  {one.layer}  {one.file_name}{state}\n")
            + Text(
                f"    读入 read {one.read:,}  入库 loaded {one.loaded:,}  退回 refused {one.refused:,}", style="dim"
            ),
            soft_wrap=True,
        )


def _layer(name: str) -> Layer:
    known = all_layers()
    if name not in known:
        raise WrongUseError(f"there is no layer {name!r}; there are: {', '.join(sorted(known))}")
    return known[name]


def _mapping(pairs: list[str]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise WrongUseError(f"--map {pair}: write it as THEIRS=OURS, such as --map DKBH=code")
    return dict(pair.rsplit("=", 1) for pair in pairs)


def _date(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise WrongUseError(f"--valid-from {text}: write a date as 2024-06-30") from error


def _who() -> str:
    """Return the name of whoever runs the command."""
    return pwd.getpwuid(os.getuid()).pw_name


def _plain(text: str) -> Text:
    """Return text for a table; square brackets in it are text, not markup."""
    return Text(text)


def _show(result: Result) -> None:
    from gis_core.exchange.severities import RULES  # noqa: PLC0415  (slow to import)

    counts = Table(show_edge=False, box=None, pad_edge=False)
    for heading in ("读入 read", "入库 loaded", "未变 unchanged", "修复 repaired", "退回 refused"):
        counts.add_column(heading, justify="right")
    numbers = (result.read, result.loaded, result.unchanged, result.repaired, result.refused)
    counts.add_row(*(f"{number:,}" for number in numbers))
    results.print(counts)
    kinds = Counter((finding.rule, finding.severity) for finding in result.findings)
    if kinds:
        table = Table("规则 rule", "处理 effect", "行数 rows", "首例 first", show_lines=False)
        first = {(f.rule, f.severity): f for f in reversed(result.findings)}
        for (name, severity), count in sorted(kinds.items(), key=lambda item: (item[0][1].value, -item[1])):
            colour, effect = EFFECTS[severity]
            label, example = RULES[name].label, first[name, severity]
            where = f"{example.row} {example.code or ''} {example.message.zh}"
            table.add_row(f"{label.zh} {label.en}", f"[{colour}]{effect}[/]", f"{count:,}", _plain(where))
        results.print(table)
    for note in result.source.notes:
        results.print(Text(f"{note.zh} {note.en}"))
    told = (
        ("交付 delivery", result.delivery),
        ("退回的行 refused rows", result.refused_file),
        ("修复建议 proposals", result.proposals_file),
        ("报告 report", result.report_file),
    )
    for what, value in told:
        if value is not None:
            results.print(Text(f"{what}: {value}"), soft_wrap=True)
    if result.dry_run:
        results.print("试运行，未写入 dry run, nothing was written")
