"""`export sheets`: map sheets and map sets as PDF, PNG or SVG."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from api.commands.asked_layers import blaming_options
from api.commands.console import emit_json, progress, say
from api.commands.groups import group
from api.commands.session import open_instance
from gis_core.errors import WrongUseError


def register(cli: typer.Typer) -> None:
    """Add `sheets` to the group `export`."""
    group(cli, "export").command()(sheets)


def sheets(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the files; made if it doesn't exist.")],
    template: Annotated[
        str | None,
        typer.Option(help="location, ownership, buildings, land_use, progress, change, bottlenecks, siting, parcel …"),
    ] = None,
    project: Annotated[str | None, typer.Option(help="Code of a consolidation project.")] = None,
    select: Annotated[
        str | None, typer.Option(help="What a CQL2 filter finds, on one sheet: land_use = '1001'")
    ] = None,
    layer: Annotated[str | None, typer.Option(help="Layer that --select is about; else the template's own.")] = None,
    each_feature: Annotated[
        str | None, typer.Option(help="A sheet for each feature of this layer (that --select finds).")
    ] = None,
    run: Annotated[int | None, typer.Option(help="Number of a run of site selection (template siting).")] = None,
    at: Annotated[str | None, typer.Option(help="What was true on this day (2024-12-31); else today.")] = None,
    since: Annotated[str | None, typer.Option(help="The earlier day (template change).")] = None,
    known: Annotated[str | None, typer.Option(help="What was recorded by then: a day's end or an instant.")] = None,
    scale: Annotated[str | None, typer.Option(help="1:2000; else the largest round one that fits.")] = None,
    paper: Annotated[str | None, typer.Option(help="A4, A3, A2, A1 or A0; else A3 (overview: A0).")] = None,
    orientation: Annotated[str, typer.Option(help="landscape or portrait.")] = "landscape",
    format_name: Annotated[str, typer.Option("--format", help="pdf, png (with a world file) or svg.")] = "pdf",
    dpi: Annotated[int, typer.Option(help="Of PNG.")] = 300,
    center: Annotated[
        str | None, typer.Option(help="Middle of the frame in degrees: 113.89,22.77; else the subject's.")
    ] = None,
    turn: Annotated[float, typer.Option(help="Degrees by which the frame is turned, clockwise (with --center).")] = 0.0,
    overlap: Annotated[float, typer.Option(help="Of sheets side by side, in mm.")] = 0.0,
    series: Annotated[bool, typer.Option("--series", help="Cut into numbered sheets side by side.")] = False,
    as_set: Annotated[
        bool,
        typer.Option(
            "--set", help="The project's whole map set as one PDF; with --names, or as pictures, one file a sheet."
        ),
    ] = False,
    outline: Annotated[bool, typer.Option("--outline", help="Outline what the sheet is about.")] = False,
    author: Annotated[str, typer.Option(help="编制: who made it.")] = "",
    checker: Annotated[str, typer.Option(help="审核: who checked it.")] = "",
    office: Annotated[str, typer.Option(help="编制单位; else the place's name.")] = "",
    classification: Annotated[str | None, typer.Option(help="密级: 公开, 内部, 敏感, 秘密 …; else 内部.")] = None,
    review_number: Annotated[str, typer.Option(help="审图号, which a public sheet needs.")] = "",
    names: Annotated[
        str | None, typer.Option(help="Pattern of the files' names: {template}_{code}_{number}, {title}, {n}, {at} …")
    ] = None,
    language: Annotated[str, typer.Option(help="zh or en: of titles, legends, tables.")] = "zh",
    most: Annotated[
        int | None, typer.Option(help="Sheets that may be made; 500 unless you say more, 10,000 at all.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")] = False,
) -> None:
    """
    Make map sheets of a project, a selection, each feature of a layer, or the whole place.

    A project's map set (--set) is one PDF and needs no template. What is larger than the paper at the scale that
    is asked for is cut into numbered sheets. Sheets that aren't public bear a watermark with your name.

    Example: ./matian export sheets --project ZB2024-01 --template progress --at 2024-12-31 --scale 1:2000 --out sheets
    """
    from gis_core.exports.at_terminal import export_sheets  # noqa: PLC0415  (fonts and PDF are slow to load)

    if template is None and not as_set:
        raise WrongUseError("--template: name the kind of sheet, such as progress, or ask for the whole --set")
    if turn and center is None:
        raise WrongUseError("--turn: a frame is turned about its middle; give it with --center")
    template = template or "progress"
    frames = [] if center is None else [{"center": center.split(","), "turn": turn}]
    asked = {
        "template": template,
        "project": project,
        "filter": select,
        "layer": layer,
        "each_feature": each_feature,
        "run": run,
        "at": at,
        "since": since,
        "known": known,
        "scale": scale,
        "paper": paper,
        "orientation": orientation,
        "format": format_name,
        "dpi": dpi,
        "frames": frames,
        "overlap": overlap,
        "series": series,
        "set": as_set,
        "outline": outline,
        "author": author,
        "checker": checker,
        "office": office,
        "classification": classification,
        "review_number": review_number,
        "names": names,
        "language": language,
        **({} if most is None else {"most": most}),
    }
    instance = open_instance()
    called = {"filter": "select", "selection": "select", "frames": "center"}
    with blaming_options(**called), progress(f"export sheets {template}", total=1.0) as bar:
        made = export_sheets(
            instance, asked, out=out, who=getpass.getuser(), report=lambda share, _, en: bar.reach(en, share)
        )
    if as_json:
        emit_json({"files": [str(path) for path in made.files], "counts": dict(made.counts), "log": made.log})
        return
    for line in made.log:
        say(line)
    for path in made.files:
        say(str(path))
    say(
        f"{made.counts['sheets']} sheets, {made.counts['pages']} pages, {made.counts['labels']} labels, "
        f"{made.counts['labels_numbered']} as numbers in the key"
    )
