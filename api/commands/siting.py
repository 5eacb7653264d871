"""
`siting`: scenarios of site selection: presets, new documents, runs, and runs compared and made again.

What works is imported where it is asked for: the libraries behind it are slow to import, and most commands need none.
"""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.console import emit, emit_json, progress, say
from api.commands.groups import group
from api.commands.session import open_instance
from gis_core import db
from gis_core.errors import RefusedInputError, WrongUseError
from gis_core.times import read_at, read_known

if TYPE_CHECKING:
    from gis_core.siting.document import Scenario
    from gis_core.siting.store import Run

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
File = Annotated[Path, typer.Argument(help="Scenario document (JSON).", metavar="FILE")]
Number = Annotated[int, typer.Argument(help="Number of a run, as `siting list` gives it.", metavar="RUN")]
SHOWN = 20


def register(cli: typer.Typer) -> None:
    """Add to the group `siting`."""
    siting = group(cli, "siting")
    siting.command("presets")(list_presets)
    siting.command("new")(new)
    siting.command("schema")(print_schema)
    siting.command("run")(run_document)
    siting.command("list")(list_runs)
    siting.command("show")(show)
    siting.command("why")(why)
    siting.command("compare")(compare_runs)
    siting.command("rerun")(run_again)


def list_presets(as_json: Json = False) -> None:
    """List the presets: the questions that a scenario can begin from."""
    from gis_core.siting.preset import presets  # noqa: PLC0415

    found = presets()
    if as_json:
        emit_json({name: one.model_dump(mode="json") for name, one in found.items()})
        return
    for name, one in found.items():
        emit(f"{name:20} {one.question.zh} {one.question.en}")


def new(
    name: Annotated[str, typer.Argument(help="Preset to begin from.", metavar="PRESET")],
    out: Annotated[Path | None, typer.Option(help="File to write; standard output when not given.")] = None,
) -> None:
    """Write a preset's document, with every default and its source, to be changed."""
    from gis_core.siting.preset import preset  # noqa: PLC0415

    text = json.dumps(preset(name).model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
    if out is None:
        emit(text.rstrip())
        return
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise WrongUseError(f"{out} is there already; name another file") from None
    except OSError as error:
        raise RefusedInputError(f"{out} can't be written ({error.strerror}); name another file") from error
    say(f"✓ {out}")


def print_schema() -> None:
    """Print the JSON schema of the document."""
    from gis_core.siting.document import schema  # noqa: PLC0415

    emit_json(schema())


def run_document(
    file: Annotated[str, typer.Argument(help="Scenario document (JSON), or the name of a preset.", metavar="FILE")],
    at: Annotated[str | None, typer.Option(help="Day whose land is asked; that of the document, else today.")] = None,
    known: Annotated[str | None, typer.Option(help="As recorded by this day or instant; now when not given.")] = None,
    as_json: Json = False,
) -> None:
    """Run a scenario, keep the run, and print its funnel and ranking."""
    from gis_core.siting.preset import preset, presets  # noqa: PLC0415
    from gis_core.siting.run import run  # noqa: PLC0415
    from gis_core.siting.store import keep  # noqa: PLC0415

    scenario = preset(file) if file in presets() else _read(Path(file))
    instance = open_instance()
    zone = instance.place.zone
    if at is not None:
        scenario = scenario.model_copy(update={"at": read_at(at, zone)})
    with db.connect(instance, who=getpass.getuser()) as connection, progress(scenario.name, 1.0) as bar:
        answer = run(
            connection,
            instance,
            scenario,
            known=read_known(known, zone) if known else None,
            report=lambda share, what: bar.reach(what.zh, share),
        )
        made = keep(connection, answer)
    _print_run(made, as_json)


def list_runs(as_json: Json = False) -> None:
    """List the runs, newest first."""
    from gis_core.siting.store import listed  # noqa: PLC0415

    with db.connect(open_instance()) as connection:
        found = listed(connection)
    if as_json:
        emit_json(found)
        return
    for one in found:
        emit(
            f"{one['id']:>5}  {one['made_at']:%Y-%m-%d %H:%M}  {one['at']}  {one['left']:>6}/{one['candidates']:<7}"
            f" {one['first'] or '-':24} {one['name']} ({one['made_by']})"
        )


def show(number: Number, as_json: Json = False) -> None:
    """Show a run: what was asked, what fell where, and the ranking."""
    from gis_core.siting.store import kept  # noqa: PLC0415

    with db.connect(open_instance()) as connection:
        found = kept(connection, number)
    _print_run(found, as_json)


def why(
    number: Number,
    code: Annotated[str, typer.Argument(help="Code of a candidate.", metavar="CODE")],
    as_json: Json = False,
) -> None:
    """Tell for one candidate of a run what each constraint measured, and whether it holds."""
    from gis_core.siting.document import read_scenario  # noqa: PLC0415
    from gis_core.siting.funnel import why as reasons_of  # noqa: PLC0415
    from gis_core.siting.ground import Ground  # noqa: PLC0415
    from gis_core.siting.store import kept  # noqa: PLC0415

    instance = open_instance()
    with db.connect(instance) as connection:
        old = kept(connection, number)
        table = reasons_of(Ground(connection, instance, old.at, old.known), read_scenario(old.document), code)
    if as_json:
        emit_json(json.loads(table.to_json(orient="records", force_ascii=False)))
        return
    for row in table.to_dict("records"):
        value = "" if row["value"] is None or row["value"] != row["value"] else f"{row['value']:,.4g} {row['unit']}"
        emit(f"{'✓' if row['holds'] else '✗'} {row['label_zh']} {row['label_en']}: {value or '-'}")


def compare_runs(
    one: Number,
    other: Annotated[int, typer.Argument(help="Number of the other run.", metavar="OTHER")],
    as_json: Json = False,
) -> None:
    """Put two runs side by side: where the documents differ, and how the ranks do."""
    from gis_core.siting.store import compare, kept  # noqa: PLC0415

    with db.connect(open_instance()) as connection:
        found = compare(kept(connection, one), kept(connection, other))
    if as_json:
        emit_json(found)
        return
    for row in found["document"]:
        emit(f"{row['field']}: {row['values'][0]} → {row['values'][1]}")
    told = "-" if found["correlation"] is None else f"{found['correlation']:.3f}"
    emit(f"共有 common: {found['common']}  秩相关 rank correlation: {told}")
    for row in found["first"]:
        emit("{:24} {:>6} {:>6}".format(row["code"], *(place or "-" for place in row["ranks"])))


def run_again(
    number: Number,
    then: Annotated[bool, typer.Option("--as-known-then", help="By what was recorded when the run was made.")] = False,
    as_json: Json = False,
) -> None:
    """Make a run again: the same result, or which data changed."""
    from gis_core.siting.again import rerun  # noqa: PLC0415

    instance = open_instance()
    with db.connect(instance, who=getpass.getuser()) as connection, progress(f"{number}", 1.0) as bar:
        found = rerun(
            connection, instance, number, as_known_then=then, report=lambda share, what: bar.reach(what.zh, share)
        )
    if as_json:
        emit_json(
            {
                "run": found.run.id,
                "rerun_of": number,
                "same": found.same,
                "data_changed": {name: list(pair) for name, pair in found.data_changed.items()},
                "code_changed": found.code_changed,
            }
        )
        return
    emit(f"{found.run.id}: {'结果相同 same result' if found.same else '结果不同 another result'}")
    for name, (before, now) in found.data_changed.items():
        emit(f"{name}: {before} → {now}")
    if found.code_changed:
        emit("程序已更新 the program changed in between")


def _read(path: Path) -> Scenario:
    from gis_core.siting.document import read_scenario  # noqa: PLC0415

    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise WrongUseError(
            f"{path} can't be read ({error.strerror}), and there is no preset of that name; ./matian siting presets"
        ) from error
    except ValueError as error:
        raise RefusedInputError(f"{path} is no JSON in UTF-8 ({error}); mend it there") from error
    if not isinstance(document, dict):
        raise RefusedInputError(
            f"{path} holds no document but a {type(document).__name__}; begin with ./matian siting new"
        )
    try:
        return read_scenario(document)
    except RefusedInputError as error:
        raise type(error)(f"{path}: {error}", field=error.field) from error


def _print_run(made: Run, as_json: bool) -> None:
    if as_json:
        emit_json(_as_json(made))
        return
    result = made.result
    emit(f"{made.id}  {made.name}  {made.at}  sha256 {made.sha256[:16]}")
    emit(f"{result['sifted']['candidates']:>9,}  候选 candidates")
    for step in result["funnel"]:
        emit(f"{step['passed']:>9,}  {step['label']['zh']} {step['label']['en']} (−{step['failed']:,})")
    if result["sifted"]["emptied_by"]:
        label = result["sifted"]["emptied_by"]["label"]
        emit(f"没有剩余 nothing is left: {label['zh']} {label['en']}; 最接近 the nearest misses:")
        for row in result["sifted"]["nearest"]:
            emit(f"  {row['code']:24} {row['value']}")
    for row in result["ranked"][:SHOWN]:
        emit(f"{row['rank']:>5}  {row['code']:24} {row['score']:.4f}")
    chosen = result["allocation"]
    if chosen:
        emit(f"组合优选 chosen together ({chosen['model']}): {', '.join(site['code'] for site in chosen['sites'])}")
        if chosen.get("refused"):
            emit(chosen["refused"])
            return
        if chosen["served"] is not None:
            emit(f"服务 served: {chosen['served']:,.0f} / {chosen['of']:,.0f}")
        for one in chosen.get("sets", ()):
            likely = f"{one['owners']} 权利人 owners, {one['probability']:.0%}"
            emit(f"{one['area_m2'] / 1e4:8.2f} ha  {one['cost'] / 1e4:,.0f} 万元  {likely}  {', '.join(one['codes'])}")
        emit(f"目标值 objective {chosen['objective']:,.1f}, bound {chosen['bound']:,.1f}, gap {chosen['gap']:.2%}")


def _as_json(made: Run) -> dict[str, Any]:
    head = {
        "id": made.id,
        "name": made.name,
        "preset": made.preset,
        "at": made.at,
        "known": made.known,
        "data": made.data,
        "code": made.code,
        "sha256": made.sha256,
        "rerun_of": made.rerun_of,
        "made_at": made.made_at,
        "made_by": made.made_by,
    }
    return {"run": head, "document": made.document, **made.result}
