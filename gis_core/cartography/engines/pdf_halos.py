"""
Halos in a PDF: the outline of each glyph once, as a form that is stroked in white wherever the glyph stands.

A halo that is drawn as text is found twice by a search; marking it as silent (ActualText) helps in poppler and PDFium,
but not in MuPDF 1.21 and in most libraries that read text. A form says nothing to any of them.
"""

from __future__ import annotations

import math

import pikepdf
import uharfbuzz as hb
from pikepdf import Array, Dictionary, Name

from gis_core.cartography.fonts import Face

ROUND = 0.08  # of the em; a curve longer than this keeps a point in its middle, under a halo nothing finer shows


class Halos:
    """The glyphs of which a file draws halos, under the names H0, H1 …"""

    def __init__(self) -> None:
        self._names: dict[tuple[Face, int], str] = {}

    def use(self, face: Face, glyph: int) -> str:
        """Return the name of a glyph's form; its unit is the em, its origin the glyph's."""
        return self._names.setdefault((face, glyph), f"H{len(self._names)}")

    def embed(self, pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
        """Write the forms into a file; return them by name."""
        return {name: _form(pdf, *key) for key, name in self._names.items()}


def _form(pdf: pikepdf.Pdf, face: Face, glyph: int) -> pikepdf.Object:
    pen = _Outline(face.face.upem)
    hb.Font(face.face).draw_glyph_with_pen(glyph, pen)
    about = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([-1, -1, 3, 2]),  # wide enough for a dash of two ems and its halo
    )
    return pdf.make_indirect(pikepdf.Stream(pdf, (" ".join([*pen.operators, "B"])).encode("ascii"), about))


class _Outline:
    """Takes a glyph's outline as straight lines, in ems."""

    def __init__(self, upem: int) -> None:
        self._upem = upem
        self._at = (0.0, 0.0)
        self.operators: list[str] = []

    def _to(self, point: tuple[float, float], operator: str = "l") -> None:
        self._at = point
        self.operators.append(f"{point[0] / self._upem:.3g} {point[1] / self._upem:.3g} {operator}")

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 (the names of fontTools' pens)
        self._to(point, "m")

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._to(point)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        (a, b), (c, d), end = points
        x, y = self._at
        if math.dist(self._at, end) > ROUND * self._upem:
            self._to(((x + 3 * a + 3 * c + end[0]) / 8, (y + 3 * b + 3 * d + end[1]) / 8))
        self._to(end)

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        (a, b), end = points
        x, y = self._at
        if math.dist(self._at, end) > ROUND * self._upem:
            self._to(((x + 2 * a + end[0]) / 4, (y + 2 * b + end[1]) / 4))
        self._to(end)

    def closePath(self) -> None:  # noqa: N802
        self.operators.append("h")
