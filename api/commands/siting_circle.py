"""`siting circle`, `siting reach`: the 15-minute circle of facilities, and what is reached on foot from one place."""

from __future__ import annotations

import getpass
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import psycopg
import typer

from api.commands.asked_layers import blaming_options
from api.commands.console import emit, emit_json, progress, say
from api.commands.groups import group
from api.commands.session import open_instance
from gis_core import db
from gis_core.errors import WrongUseError
from gis_core.instance import Instance
from gis_core.siting.network.walking import Group
from gis_core.times import read_at, read_known

if TYPE_CHECKING:
    import geopandas as gpd

    from gis_core.siting.ground import Ground
    from layers.base import Layer

At = Annotated[str | None, typer.Option(help="Day whose streets, homes and facilities are asked; today if not given.")]
Known = Annotated[str | None, typer.Option(help="As recorded by this day or instant; now when not given.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Out = Annotated[
    Path | None,
    typer.Option(
        help="File to write shapes to, by its ending (.gpkg, .geojson …); replaced as a whole when it exists."
    ),
]


def register(cli: typer.Typer) -> None:
    """Add `circle` and `reach` to the group `siting`."""
    siting = group(cli, "siting")
    siting.command("circle")(ask_circle)
    siting.command("reach")(ask_reach)


def ask_circle(
    *,
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Kind of facility (elderly_station, canteen, clinic …); say it again for more."),
    ] = None,
    minutes: Annotated[float, typer.Option(help="Time on foot, at most 30.")] = 15.0,
    age: Annotated[Group, typer.Option(help="Whose pace.")] = "elderly",
    decay: Annotated[str | None, typer.Option(help="gaussian: what is farther counts less towards access.")] = None,
    at: At = None,
    known: Known = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """
    Tell who reaches a facility on foot in time, by community, and where the gaps are.

    Of several kinds any one will do. Access is what of the supply there is for 1,000 people (two-step floating
    catchment); Gini is 0 where all have the same. --out holds the isochrones and the homes outside.

    Example: ./matian siting circle --kind elderly_station --minutes 15 --age elderly --out circle.gpkg
    """
    from gis_core.siting.life_circle import Question, life_circle, read_walked  # noqa: PLC0415  (slow to import)
    from gis_core.siting.life_circle.files import gap_layer, isochrone_layer  # noqa: PLC0415
    from gis_core.siting.life_circle.told import circle_told  # noqa: PLC0415

    asked = Question(
        tuple(dict.fromkeys(kind or ["elderly_station"])),
        minutes,
        age,
        decay,  # type: ignore[arg-type]
    )
    instance = open_instance()
    with db.connect(instance, who=getpass.getuser()) as connection, progress("siting circle"):
        ground = _ground(connection, instance, at, known)
        found = life_circle(read_walked(ground), asked)
    told = circle_told(found)
    if out is not None:
        written = _write(instance, [isochrone_layer(found.isochrones), gap_layer(found)], told["asked"], out, ground)
        told["files"] = [str(path) for path in written]
    if as_json:
        emit_json({"at": ground.at, **told})
        return
    wide = max(_width(row["name"]) for row in told["communities"])
    head = f"{'人口':>8} {'60+':>7} {'60+内':>7} {'覆盖':>6} {'圈外':>5} {'最远':>6} {'可达':>7} {'基尼':>4}"
    emit(f"{_padded('社区 community', wide)} {head}")
    for row in [*told["communities"], told["total"]]:
        emit(
            f"{_padded(row['name'], wide)} {row['residents']:>10,.0f} {row['residents_over_60']:>7,.0f}"
            f" {row['residents_over_60_covered']:>8,.0f} {_share(row['residents_over_60_share']):>8}"
            f" {row['homes_uncovered']:>7,} {_number(row['farthest_min'], 0):>8} {_number(row['access'], 2):>9}"
            f" {_number(row['gini'], 2):>6}"
        )
    emit(
        "人口 residents · 60+内 over 60, covered · 覆盖 their share · 圈外 homes outside · 最远 farthest (min) ·"
        f" 可达 access ({told['access']['supply']}/1,000 {told['asked']['whom']}) · 基尼 Gini"
    )
    say(_quality(told["quality"]))


def ask_reach(
    *,
    start: Annotated[
        str,
        typer.Option(
            "--from", help="Where one starts: X,Y; or the code of a thing, or LAYER/CODE.", metavar="X,Y|CODE"
        ),
    ],
    minutes: Annotated[str, typer.Option(help="Times on foot, with commas between.")] = "5,10,15",
    age: Annotated[Group, typer.Option(help="Whose pace.")] = "adult",
    crs: Annotated[str | None, typer.Option(help="System of X,Y: EPSG:4490 for degrees; else the survey CRS.")] = None,
    at: At = None,
    known: Known = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """
    Tell what is reached on foot from a place: ground, homes and people, facilities.

    Example: ./matian siting reach --from 113.92,22.79 --crs EPSG:4490 --minutes 5,10,15 --age elderly --out reach.gpkg
    """
    from gis_core.siting.life_circle import reach, read_walked, times_of  # noqa: PLC0415  (slow to import)
    from gis_core.siting.life_circle.files import isochrone_layer  # noqa: PLC0415
    from gis_core.siting.life_circle.place import place_of  # noqa: PLC0415
    from gis_core.siting.life_circle.told import reach_told  # noqa: PLC0415

    times = times_of(minutes)
    instance = open_instance()
    with db.connect(instance, who=getpass.getuser()) as connection, progress("siting reach"):
        ground = _ground(connection, instance, at, known)
        walked = read_walked(ground)
        found = reach(walked, place_of(ground, start, crs=crs), times, age)
    told = reach_told(walked, found)
    if out is not None:
        asked = {"from": start, "minutes": times, "age": age}
        written = _write(instance, [isochrone_layer(found.isochrones)], asked, out, ground)
        told["files"] = [str(path) for path in written]
    if as_json:
        emit_json({"at": ground.at, "from": start, "age": age, **told})
        return
    for row in told["isochrones"]:
        near = ", ".join(f"{name} {count}" for name, count in row["facilities"].items() if count)
        emit(
            f"{row['minutes']:>4g} min  {row['reach_m']:>6,.0f} m  {row['area_m2'] / 1e4:>8,.1f} ha"
            f"  {row['residents']:>9,.0f} 人 ({row['residents_over_60']:,.0f} 60+)  {near or '-'}"
        )
    say(_quality(told["quality"]))


def _ground(connection: psycopg.Connection[Any], instance: Instance, at: str | None, known: str | None) -> Ground:
    from gis_core.siting.ground import Ground  # noqa: PLC0415

    zone = instance.place.zone
    return Ground(connection, instance, read_at(at, zone, field="--at"), read_known(known, zone, field="--known"))


def _write(
    instance: Instance, layers: list[tuple[Layer, gpd.GeoDataFrame]], asked: dict[str, Any], out: Path, ground: Ground
) -> list[Path]:
    """Write layers to one file, or to a file each where the format holds one layer; return the files."""
    from gis_core.exchange.writers import all_writers  # noqa: PLC0415
    from gis_core.exports.at_terminal import export_worked_out  # noqa: PLC0415

    writer = next((one for one in all_writers().values() if one.extension == out.suffix.lower()), None)
    if writer is None:
        known = ", ".join(sorted({one.extension for one in all_writers().values()}))
        raise WrongUseError(f"--out {out}: no format has that ending; there are: {known}")
    apart = len(layers) > 1 and writer.write_layers is None
    parts = (
        [(out.with_stem(f"{out.stem}_{layer.name}"), [(layer, frame)]) for layer, frame in layers]
        if apart
        else [(out, layers)]
    )
    for path, some in parts:
        with blaming_options():
            done = export_worked_out(
                instance, some, asked, who=getpass.getuser(), out=path, format_name=writer.name, at=ground.at
            )
        say(f"✓ {done.path} ({done.rows:,}, {done.crs})")
    return [path for path, _ in parts]


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None or not math.isfinite(value) else f"{value:,.{digits}f}"


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese characters take two."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (max(width, 14) - _width(text))


def _quality(quality: dict[str, Any]) -> str:
    return (
        f"步行路网 streets: {quality['length_m'] / 1000:,.1f} km, {quality['components']} 个连通部分 parts"
        f" (最大 largest {quality['largest_share']:.1%}), {quality['dead_ends']:,} 个断头 dead ends,"
        f" {quality['crossings']:,} 处未相交 crossings without a node;"
        f" {quality['far_homes']:,} 处住处离路 100 m 以上 homes over 100 m from a street;"
        f" {quality['unknown_homes']:,} 处人口不详 homes of unknown population"
    )
