"""A scene's layers as PDF operators; numbers have four decimals of a point (0.04 µm)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby, repeat

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from gis_core.cartography import fonts
from gis_core.cartography.engines.pdf_fonts import UsedFonts
from gis_core.cartography.engines.pdf_halos import Halos
from gis_core.cartography.engines.pdf_squares import Squares
from gis_core.cartography.hatching import hatch_lines
from gis_core.cartography.scene import Colour, Picture, SceneLayer, Shapes, Stroke, Text
from gis_core.cartography.trimming import anchor_offset, shows, trimmed

POINT = 72 / 25.4  # points in a millimetre
CAPS = {"butt": 0, "round": 1, "square": 2}
JOINS = {"miter": 0, "round": 1, "bevel": 2}
CIRCLE = 0.5522847498  # of the radius: a quarter of a circle as a Bézier curve
MOVE, LINE, CLOSE, OPEN = 0, 1, 2, 3


@dataclass
class Shared:
    """What the pages of a file have in common."""

    fonts: UsedFonts = field(default_factory=UsedFonts)
    halos: Halos = field(default_factory=Halos)
    squares: Squares = field(default_factory=Squares)


@dataclass
class PageContent:
    """What one page draws, and the names of what it needs for it."""

    shared: Shared
    operators: list[str] = field(default_factory=list)
    used_fonts: set[str] = field(default_factory=set)
    used_halos: set[str] = field(default_factory=set)
    opacities: set[tuple[int, int]] = field(default_factory=set)  # fill and stroke, in thousandths
    pictures: list[Picture] = field(default_factory=list)
    layers: dict[str, SceneLayer] = field(default_factory=dict)

    def draw(self, layer: SceneLayer) -> None:
        """Draw a layer, as optional content where it is some."""
        write = self.operators.append
        if layer.optional:
            name = f"L{len(self.layers)}"
            self.layers[name] = layer
            write(f"/OC /{name} BDC")
        write("q")
        if layer.clip is not None:
            write(_clip(layer.clip))
        for item in layer.items:
            if isinstance(item, Shapes):
                self._shapes(item, layer.clip)
            elif isinstance(item, Text):
                if shows(item, layer.clip):
                    self._text(item)
            else:
                self._picture(item)
        write("Q")
        if layer.optional:
            write("EMC")

    def _opacity(self, fill: float, stroke: float, *, anew: bool = False) -> Iterator[str]:
        """Yield what sets opacities, if they are any; `anew` where others were set."""
        if fill < 1 or stroke < 1 or anew:
            key = (_thousandths(fill), _thousandths(stroke))
            self.opacities.add(key)
            yield f"/{opacity_name(key)} gs"

    def _shapes(self, item: Shapes, clip: Polygon | None) -> None:
        geometries, _ = trimmed(item, clip)
        if not geometries:
            return
        fill, stroke, write = item.fill, item.stroke, self.operators.append
        write("q")
        self.operators.extend(
            self._opacity(fill.opacity if fill else 1.0, stroke.opacity if stroke else 1.0),
        )
        if fill:
            write(f"{colour(fill.colour)} rg")
        if stroke:
            write(_stroke(stroke))
        paint = {(True, True): "B*", (True, False): "f*", (False, True): "S"}.get((bool(fill), bool(stroke)))
        for dimension, some in groupby(geometries, key=shapely.get_dimensions):
            group = list(some)
            if dimension == 0:
                if paint:
                    write(_discs(group, item.radius, paint))
            elif dimension == 1:
                if stroke:
                    write(paths(group, "S"))
            elif item.hatch and dimension == 2:
                if fill:
                    write(paths(group, "f*"))
                self._hatch(item, group)
                if stroke:
                    write(paths(group, "S"))
            elif paint:
                write(paths(group, paint))
        write("Q")

    def _hatch(self, item: Shapes, areas: Sequence[BaseGeometry]) -> None:
        hatch = item.hatch
        if hatch is None:
            return
        lines = hatch_lines(areas, hatch.spacing, hatch.angle)
        if not len(lines):
            return
        self.operators += [
            "q",
            *self._opacity(1.0, hatch.stroke.opacity, anew=True),
            _stroke(hatch.stroke),
            ("%.4f %.4f m %.4f %.4f l\n" * len(lines)) % tuple((lines * POINT).ravel().tolist()) + "S",
            "Q",
        ]

    def _text(self, item: Text) -> None:
        runs = fonts.runs(item.text, bold=item.bold)
        wide = sum(run.advance for run in runs) * item.size
        left, base = anchor_offset(item, wide)
        c, s = math.cos(math.radians(item.angle)), math.sin(math.radians(item.angle))
        x, y = item.x + left * c - base * s, item.y + left * s + base * c
        turn = f"{c:.6f} {s:.6f} {-s:.6f} {c:.6f}"
        opacity = list(self._opacity(item.opacity, item.opacity))
        if opacity:
            self.operators += ["q", *opacity]
        if item.halo > 0:
            self.operators += [f"q 1 g 1 G 1 j {turn} {x * POINT:.4f} {y * POINT:.4f} cm"]
            self.operators += self._halo(runs, item.size, item.halo)
            self.operators.append("Q")
        self.operators.append(f"BT {colour(item.colour)} rg {turn} {x * POINT:.4f} {y * POINT:.4f} Tm")
        for run in runs:
            name, shown = self._show(run, item.size)
            self.operators.append(f"/{name} {item.size * POINT:.4f} Tf {shown}")
        self.operators.append("ET")
        if opacity:
            self.operators.append("Q")

    def _show(self, run: fonts.Run, size: float) -> tuple[str, str]:
        """Return the font and the operators that show a run, in type of `size` mm."""
        if run.missing:
            name, code = self.shared.squares.use(run.text)
            shown = f"<{code:02X}> Tj"
        else:
            name = self.shared.fonts.use(run)
            codes = "".join(f"{glyph:04X}" for glyph in run.glyphs)
            shown = f"<{codes}> Tj" if run.shaped is None else " ".join(_placed(run, size))
        self.used_fonts.add(name)
        return name, shown

    def _halo(self, runs: Sequence[fonts.Run], size: float, halo: float) -> Iterator[str]:
        """Yield the halo of a line; its origin is the line's, turned with it."""
        em = size * POINT
        yield f"{2 * halo / size:.4f} w {em:.4f} 0 0 {em:.4f} 0 0 cm"
        moved = risen = 0.0  # from the origin, in ems
        for run in runs:
            at = 0.0
            offsets = run.shaped.offsets if run.shaped else repeat((0.0, 0.0))
            for glyph, advance, (right, up) in zip(run.glyphs, run.advances, offsets, strict=False):
                if not run.missing and run.text != " ":
                    name = self.shared.halos.use(run.face, glyph)
                    self.used_halos.add(name)
                    yield f"1 0 0 1 {at + right - moved:.4f} {up - risen:.4g} cm /{name} Do"
                    moved, risen = at + right, up
                at += advance
            moved -= at

    def _picture(self, item: Picture) -> None:
        x0, y0, x1, y1 = (value * POINT for value in item.box)
        c, s = math.cos(math.radians(item.angle)), math.sin(math.radians(item.angle))
        mx, my, w, h = (x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0
        x, y = mx - (w * c - h * s) / 2, my - (w * s + h * c) / 2
        at = next((at for at, one in enumerate(self.pictures) if one.pixels is item.pixels), len(self.pictures))
        if at == len(self.pictures):
            self.pictures.append(item)
        self.operators.append(
            f"q {w * c:.4f} {w * s:.4f} {-h * s:.4f} {h * c:.4f} {x:.4f} {y:.4f} cm /P{at} Do Q",
        )


def _placed(run: fonts.Run, size: float) -> Iterator[str]:
    """Yield the operators that show a shaped run: each glyph at its place, in thousandths of the type's size."""
    assert run.shaped is not None  # noqa: S101  (asked by the caller)
    risen, line = 0.0, ""
    for glyph, advance, (right, up) in zip(run.glyphs, run.advances, run.shaped.offsets, strict=True):
        if up != risen:
            yield from (f"[{line}] TJ", f"{up * size * POINT:.4f} Ts")
            risen, line = up, ""
        own = round(run.face.advance(glyph) * 1000)  # as the font's table of widths has it
        line += f"{-right * 1000:.1f} <{glyph:04X}> {own + (right - advance) * 1000:.1f} "
    yield f"[{line}] TJ"
    if risen:
        yield "0 Ts"


def opacity_name(key: tuple[int, int]) -> str:
    """Return the name of a graphics state with these opacities (fill and stroke, in thousandths)."""
    return f"G{key[0]}s{key[1]}"


def _thousandths(opacity: float) -> int:
    return round(min(max(opacity, 0.0), 1.0) * 1000)


@lru_cache(maxsize=1024)
def colour(given: Colour) -> str:
    """Return `#rrggbb` as three numbers 0–1."""
    return " ".join(f"{int(given[at : at + 2], 16) / 255:.4g}" for at in (1, 3, 5))


def _stroke(stroke: Stroke) -> str:
    dash = " ".join(f"{length * POINT:.4f}" for length in stroke.dash)
    ends = f"{CAPS[stroke.cap]} J {JOINS[stroke.join]} j"
    return f"{colour(stroke.colour)} RG {stroke.width * POINT:.4f} w {ends} [{dash}] 0 d"


def _clip(clip: Polygon) -> str:
    west, south, east, north = (value * POINT for value in clip.bounds)
    if clip.equals(shapely.box(*clip.bounds)):
        return f"{west:.4f} {south:.4f} {east - west:.4f} {north - south:.4f} re W n"
    return paths([clip], "W* n")


def paths(geometries: Sequence[BaseGeometry], paint: str) -> str:
    """Return lines or areas as paths, each geometry painted by itself."""
    parts, geometry = shapely.get_parts(np.array(geometries, dtype=object), return_index=True)
    if (shapely.get_type_id(parts) == 3).any():
        parts, at = shapely.get_rings(parts, return_index=True)
        geometry = geometry[at]
    points, part = shapely.get_coordinates(parts, return_index=True)
    if not len(points):
        return ""
    begins = np.concatenate(([True], part[1:] != part[:-1]))
    ends = np.concatenate((begins[1:], [True]))
    closed = np.all(points[begins] == points[ends], axis=1) & (np.bincount(part)[part[begins]] > 2)
    what = np.where(begins, MOVE, LINE)
    what[np.flatnonzero(ends)[closed]] = CLOSE
    last = np.concatenate((geometry[part[1:]] != geometry[part[:-1]], [True]))
    words = np.array(["%.4f %.4f m", "%.4f %.4f l", "h"], dtype=object)[what]
    words[last] += f"\n{paint}"
    return "\n".join(words) % tuple((points[what != CLOSE] * POINT).ravel().tolist())


def _discs(points: Sequence[BaseGeometry], radius: float, paint: str) -> str:
    parts, geometry = shapely.get_parts(np.array(points, dtype=object), return_index=True)
    r, k = radius * POINT, radius * POINT * CIRCLE
    found: list[str] = []
    for at, (x, y) in enumerate((shapely.get_coordinates(parts) * POINT).tolist()):
        curve: npt.NDArray[np.float64] = np.array(
            (r, 0, r, k, k, r, 0, r, -k, r, -r, k, -r, 0, -r, -k, -k, -r, 0, -r, k, -r, r, -k, r, 0), dtype=np.float64
        )
        curve[::2] += x
        curve[1::2] += y
        found.append(
            ("%.4f %.4f m" + " %.4f %.4f %.4f %.4f %.4f %.4f c" * 4 + " h") % tuple(curve.tolist()),
        )
        if at + 1 == len(parts) or geometry[at + 1] != geometry[at]:
            found.append(paint)
    return "\n".join(found)
