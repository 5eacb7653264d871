"""
Characters that no font has, in a PDF: a square is drawn, and a search finds the character.

Each gets a code of its own in a font whose glyphs are drawn by operators (Type 3), so that the code can say what the
square stands for; a square of an ordinary font would be found as a square.
"""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name

A_FONT = 255  # codes of one such font, from 1
DRAWN = b"1000 0 0 -120 1000 880 d1 130 -20 740 800 re 190 40 620 680 re f*"


class Squares:
    """The characters without a font, under the names S0, S1 … of fonts and a code in each."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def use(self, character: str) -> tuple[str, int]:
        """Return the font's name and the character's code in it."""
        place = self._places.setdefault(character, len(self._places))
        return f"S{place // A_FONT}", place % A_FONT + 1

    def embed(self, pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
        """Write the fonts into a file; return them by name."""
        characters = list(self._places)
        return {
            f"S{at // A_FONT}": _font(pdf, characters[at : at + A_FONT]) for at in range(0, len(characters), A_FONT)
        }


def _font(pdf: pikepdf.Pdf, characters: list[str]) -> pikepdf.Object:
    lines = "".join(
        f"1 beginbfchar\n<{code:02X}> <{one.encode('utf-16-be').hex().upper()}>\nendbfchar\n"
        for code, one in enumerate(characters, start=1)
    )
    to_unicode = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Squares def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{lines}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, -120, 1000, 880]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            FirstChar=1,
            LastChar=len(characters),
            Widths=Array([1000] * len(characters)),
            Encoding=Dictionary(
                Type=Name.Encoding, Differences=Array([1, *[Name(f"/s{code + 1}") for code in range(len(characters))]])
            ),
            CharProcs=Dictionary({f"/s{code + 1}": pdf.make_stream(DRAWN) for code in range(len(characters))}),
            Resources=Dictionary(),
            ToUnicode=pdf.make_indirect(pikepdf.Stream(pdf, to_unicode.encode("ascii"))),
        )
    )
