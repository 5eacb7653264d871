"""
A scene as SVG in millimetres: one file that needs no other, with its layers as groups and its text as text.

The glyphs it uses are inside as a font, so that it looks the same where Noto isn't installed.
"""

from __future__ import annotations

import base64
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely
import uharfbuzz as hb
from PIL import Image
from shapely.geometry.base import BaseGeometry

from gis_core.cartography import fonts
from gis_core.cartography.engines.pdf import TAGS
from gis_core.cartography.engines.pdf_pictures import check, is_photograph, jpeg
from gis_core.cartography.hatching import hatch_lines
from gis_core.cartography.scene import Fill, Picture, Scene, SceneLayer, Shapes, Stroke, Text
from gis_core.cartography.trimming import anchor_offset, shows, trimmed

INKSCAPE = 'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"'
ELSEWHERE = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif"  # in what reads no font inside
STYLE = "text{white-space:pre;font-kerning:none;font-variant-ligatures:none}"


def draw(scene: Scene) -> bytes:
    """
    Draw a scene as SVG.

    Its `viewBox` is the paper in mm. A layer is a group whose `id` is the layer's name and whose label (as Inkscape
    reads it) is its name in the scene's language; a hidden layer has `display="none"`; a shape's code is its title.
    """
    drawing = _Drawing(scene)
    body = [line for layer in scene.layers for line in drawing.layer(layer)]
    width, height = f"{scene.width:g}", f"{scene.height:g}"
    paper = f'width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}"'
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" {INKSCAPE} {paper} xml:lang="{TAGS[scene.language]}">',
        f"<title>{_said(scene.title)}</title>",
        f"<desc>{_said(scene.subject)}</desc>" if scene.subject else "",
        f"<defs><style>{STYLE}{drawing.typefaces()}</style>{''.join(drawing.clips)}</defs>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    return "\n".join([*(line for line in head if line), *body, "</svg>", ""]).encode()


class _Drawing:
    def __init__(self, scene: Scene) -> None:
        self.height = scene.height
        self.language = scene.language
        self.clips: list[str] = []
        self._used: dict[fonts.Face, set[int]] = defaultdict(set)
        self._shaped: dict[fonts.Face, set[int]] = defaultdict(set)
        self._names: dict[fonts.Face, str] = {}

    def layer(self, layer: SceneLayer) -> Iterator[str]:
        """Yield a layer as a group."""
        label = quoteattr(layer.label.said(self.language))
        attributes = f'id={quoteattr(layer.name)} inkscape:groupmode="layer" inkscape:label={label}'
        if not layer.visible and layer.optional:
            attributes += ' display="none"'
        if layer.clip is not None:
            name = f"clip{len(self.clips)}"
            self.clips.append(
                f'<clipPath id="{name}"><path d="{self._path(layer.clip)}" clip-rule="evenodd"/></clipPath>'
            )
            attributes += f' clip-path="url(#{name})"'
        yield f"<g {attributes}>"
        for item in layer.items:
            if isinstance(item, Shapes):
                yield from self._shapes(item, layer)
            elif isinstance(item, Text):
                if shows(item, layer.clip):
                    yield from self._text(item)
            else:
                yield self._picture(item)
        yield "</g>"

    def _shapes(self, item: Shapes, layer: SceneLayer) -> Iterator[str]:
        geometries, codes = trimmed(item, layer.clip)
        if not geometries:
            return
        both = list(zip(geometries, codes, strict=True))
        for dimension, some in groupby(both, key=lambda pair: int(shapely.get_dimensions(pair[0]))):
            group = list(some)
            if dimension == 2 and item.hatch:
                if item.fill:
                    yield from self._group(group, _fill(item.fill) + ' stroke="none"', item.radius)
                lines = hatch_lines([one for one, _ in group], item.hatch.spacing, item.hatch.angle)
                if len(lines):
                    d = ("M%.4f %.4fL%.4f %.4f" * len(lines)) % tuple(
                        self._flipped(lines.reshape(-1, 2)).ravel().tolist()
                    )
                    yield f'<path d="{d}" fill="none" {_stroke(item.hatch.stroke)}/>'
                if item.stroke:
                    yield from self._group(group, f'fill="none" {_stroke(item.stroke)}', item.radius)
            else:
                fill = _fill(item.fill) if dimension != 1 else 'fill="none"'
                yield from self._group(group, f"{fill} {_stroke(item.stroke)}", item.radius)

    def _group(self, group: Sequence[tuple[BaseGeometry, str]], attributes: str, radius: float) -> Iterator[str]:
        yield f"<g {attributes}>"
        for geometry, code in group:
            title = f"<title>{_said(code)}</title>" if code else ""
            yield (
                f'<path d="{self._path(geometry, radius)}">{title}</path>'
                if title
                else (f'<path d="{self._path(geometry, radius)}"/>')
            )
        yield "</g>"

    def _flipped(self, points: np.ndarray) -> np.ndarray:
        return points * (1, -1) + (0, self.height)

    def _path(self, geometry: BaseGeometry, radius: float = 0.0) -> str:
        found: list[str] = []
        for part in shapely.get_parts(geometry):
            if part.geom_type == "Point":
                (x, y), r = self._flipped(shapely.get_coordinates(part))[0], radius
                found.append(f"M{x - r:.4f} {y:.4f}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0Z")
                continue
            for ring in shapely.get_rings(part) if part.geom_type == "Polygon" else [part]:
                points = self._flipped(shapely.get_coordinates(ring))
                closed = len(points) > 2 and (points[0] == points[-1]).all()
                points = points[:-1] if closed else points
                found.append("M" + "L".join(f"{x:.4f} {y:.4f}" for x, y in points.tolist()) + ("Z" if closed else ""))
        return "".join(found)

    def _text(self, item: Text) -> Iterator[str]:
        runs = fonts.runs(item.text, bold=item.bold)
        left, base = anchor_offset(item, sum(run.advance for run in runs) * item.size)
        spans, at = [], left
        for run in runs:
            self._used[run.face].update(run.glyphs)
            if run.shaped is not None:
                self._shaped[run.face].update(map(ord, run.text))
            name = self._names.setdefault(run.face, f"matian{len(self._names)}")
            weight = ' font-weight="700"' if run.face.bold else ""
            place = f'x="{at:.4f}" y="{base and -base:.4f}"'
            spans.append(f'<tspan {place} font-family="{name},{ELSEWHERE}"{weight}>{_said(run.text)}</tspan>')
            at += run.advance * item.size
        attributes = f'font-size="{item.size:g}" fill="{item.colour}"'
        if item.opacity < 1:
            attributes += f' opacity="{item.opacity:g}"'
        if item.halo > 0:
            attributes += (
                f' stroke="#ffffff" stroke-width="{2 * item.halo:g}" stroke-linejoin="round" paint-order="stroke"'
            )
        turn = f" rotate({-item.angle:g})" if item.angle else ""
        place = f'transform="translate({item.x:.4f} {self.height - item.y:.4f}){turn}"'
        yield f"<text {place} {attributes}>{''.join(spans)}</text>"

    def _picture(self, item: Picture) -> str:
        check(item.pixels)
        x0, y0, x1, y1 = item.box
        opaque = item.pixels.shape[2] == 3 or bool((item.pixels[:, :, 3] == 255).all())
        colours = np.ascontiguousarray(item.pixels[:, :, :3])
        if opaque and is_photograph(colours):
            kind, data = "jpeg", jpeg(colours)
        else:
            out = io.BytesIO()
            Image.fromarray(np.ascontiguousarray(item.pixels)).save(out, "PNG")
            kind, data = "png", out.getvalue()
        turn = ""
        if item.angle:
            turn = f' transform="rotate({-item.angle:g} {(x0 + x1) / 2:.4f} {self.height - (y0 + y1) / 2:.4f})"'
        return (
            f'<image x="{x0:.4f}" y="{self.height - y1:.4f}" width="{x1 - x0:.4f}" height="{y1 - y0:.4f}"{turn} '
            f'preserveAspectRatio="none" href="data:image/{kind};base64,{base64.b64encode(data).decode("ascii")}"/>'
        )

    def typefaces(self) -> str:
        """Return the rules of the fonts that were used, each with its glyphs."""
        return "".join(
            f"@font-face{{font-family:{name};font-weight:{700 if face.bold else 400};src:url(data:font/otf;base64,"
            f"{base64.b64encode(_subset(face, self._used[face], self._shaped[face])).decode('ascii')})}}"
            for face, name in self._names.items()
        )


def _subset(face: fonts.Face, glyphs: set[int], shaped: set[int]) -> bytes:
    """Return a font of some glyphs; of letters that depend on each other (`shaped`) with the rules that join them."""
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).set(glyphs)
    known = {character for character, (glyph, _) in face.glyphs.items() if glyph in glyphs}
    wanted.sets(hb.SubsetInputSets.UNICODE).set({ord(character) for character in known} | shaped)
    if not shaped:
        wanted.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG).clear()
    wanted.flags = hb.SubsetFlags.NO_HINTING
    return bytes(hb.subset(face.face, wanted).blob.data)


def _fill(fill: Fill | None) -> str:
    if fill is None:
        return 'fill="none"'
    opacity = f' fill-opacity="{fill.opacity:g}"' if fill.opacity < 1 else ""
    return f'fill="{fill.colour}" fill-rule="evenodd"{opacity}'


def _stroke(stroke: Stroke | None) -> str:
    if stroke is None:
        return 'stroke="none"'
    dash = f' stroke-dasharray="{" ".join(f"{length:g}" for length in stroke.dash)}"' if stroke.dash else ""
    opacity = f' stroke-opacity="{stroke.opacity:g}"' if stroke.opacity < 1 else ""
    return (
        f'stroke="{stroke.colour}" stroke-width="{stroke.width:g}" stroke-linecap="{stroke.cap}" '
        f'stroke-linejoin="{stroke.join}" stroke-miterlimit="10"{dash}{opacity}'
    )


def _said(text: str) -> str:
    """Return text for XML, without the characters that XML can't hold."""
    return escape(
        "".join(one for one in text if one >= " " and not "\ud800" <= one <= "\udfff" and one not in "\ufffe\uffff")
    )
