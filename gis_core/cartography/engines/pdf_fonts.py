"""Fonts in a PDF: the glyphs that a file uses, by hb-subset, as a CID font whose text can be searched."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict

import pikepdf
import uharfbuzz as hb
from pikepdf import Array, Dictionary, Name, String

from gis_core.cartography.fonts import Face, Run

CHARACTERS_A_BLOCK = 100  # of a ToUnicode map
SYMBOLIC = 4
UNUSED = (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"VORG", b"vhea", b"vmtx", b"cmap", b"name", b"post", b"OS/2")


class UsedFonts:
    """The faces that a file uses, each with its glyphs and what they say, under the names F0, F1 …"""

    def __init__(self) -> None:
        self._names: dict[Face, str] = {}
        self._says: dict[Face, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))

    def use(self, run: Run) -> str:
        """Note the glyphs of a run; return the name of its font in the page's resources."""
        says = self._says[run.face]
        for glyph, said in zip(run.glyphs, run.says, strict=True):
            says[glyph].add(said)
        return self._names.setdefault(run.face, f"F{len(self._names)}")

    def embed(self, pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
        """Write the fonts into a file; return them by name."""
        return {name: _embedded(pdf, face, self._says[face]) for face, name in self._names.items()}


def _embedded(pdf: pikepdf.Pdf, face: Face, says: dict[int, set[str]]) -> pikepdf.Object:
    said = {glyph: min(texts, key=_plainness) for glyph, texts in sorted(says.items())}
    program, outlines = _subset(face, set(said))
    family = (face.face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or "Font").replace(" ", "")
    prefix = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(repr(sorted(said)).encode()).digest()[:6])
    name = Name(f"/{prefix}+{family}")
    upem = face.face.upem
    font = hb.Font(face.face)
    extents = font.get_font_extents("ltr")
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=SYMBOLIC,
        FontBBox=Array([round(value * 1000 / upem) for value in _bounds(face)]),
        ItalicAngle=0,
        Ascent=round(extents.ascender * 1000 / upem),
        Descent=round(extents.descender * 1000 / upem),
        CapHeight=733,
        StemV=140 if face.bold else 80,
    )
    if outlines == "CFF ":
        descriptor.FontFile3 = pdf.make_indirect(pikepdf.Stream(pdf, program, Subtype=Name.CIDFontType0C))
    else:
        descriptor.FontFile2 = pdf.make_indirect(pikepdf.Stream(pdf, program, Length1=len(program)))
    widths = Array()
    for glyph in said:
        advance = round(font.get_glyph_h_advance(glyph) * 1000 / upem)
        if advance != 1000:
            widths.append(glyph)
            widths.append(Array([advance]))
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0 if outlines == "CFF " else Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=1000,
        W=widths,
    )
    if outlines != "CFF ":
        descendant.CIDToGIDMap = Name.Identity
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_indirect(pikepdf.Stream(pdf, _to_unicode(said))),
        )
    )


def _plainness(text: str) -> tuple[bool, bool, str]:
    """Of characters that look alike, the one that people type: not a radical or a form kept for compatibility."""
    return not text, unicodedata.normalize("NFKC", text) != text, text


def _subset(face: Face, glyphs: set[int]) -> tuple[bytes, str]:
    """
    Return a font program with some glyphs under their own numbers, and the tag of its outlines.

    Noto's outlines are CID-keyed and keep each glyph's number in a table of their own; outlines of the TrueType kind
    keep it by their place.
    """
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).set(glyphs)
    wanted.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG).clear()
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).set({int.from_bytes(tag, "big") for tag in UNUSED})
    by_number = "CFF " in face.face.table_tags
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    wanted.flags |= hb.SubsetFlags.DESUBROUTINIZE  # twice as fast, and for a few hundred glyphs no larger
    if not by_number:
        wanted.flags |= hb.SubsetFlags.RETAIN_GIDS
    cut = hb.subset(face.face, wanted)
    if by_number:
        return bytes(cut.reference_table("CFF ").data), "CFF "
    return bytes(cut.blob.data), "glyf"


def _bounds(face: Face) -> tuple[int, int, int, int]:
    head = bytes(face.face.reference_table("head").data)
    a, b, c, d = (int.from_bytes(head[at : at + 2], "big", signed=True) for at in (36, 38, 40, 42))
    return a, b, c, d


def _to_unicode(said: dict[int, str]) -> bytes:
    lines = [f"<{glyph:04X}> <{text.encode('utf-16-be').hex().upper()}>" for glyph, text in said.items() if text]
    blocks = "".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n"
        for block in (lines[at : at + CHARACTERS_A_BLOCK] for at in range(0, len(lines), CHARACTERS_A_BLOCK))
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{blocks}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
