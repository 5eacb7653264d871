"""
The type that sheets are set in: Noto Sans CJK SC, how wide a text is, where it may be broken, who draws a character.

Debian's collection holds the same glyphs five times over, mapped for Japan first; Simplified Chinese is its third face.
A character that it lacks is looked for in the fonts of the machine, and what none has is drawn as an open square, which
`Run.missing` says, so that the log can count it. Sizes and widths are millimetres on paper.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import uharfbuzz as hb

from gis_core.cartography import shaping
from gis_core.cartography.shaping import Shaped
from gis_core.errors import MatianError

SIMPLIFIED = 2  # the face's place in the collection
PLACES = (
    Path("/usr/share/fonts/opentype/noto"),  # Debian, Ubuntu
    Path("/usr/share/fonts/google-noto-cjk"),  # Fedora
    Path("/usr/share/fonts/noto-cjk"),  # Arch
)
FILES = {False: "NotoSansCJK-Regular.ttc", True: "NotoSansCJK-Bold.ttc"}
ASCENT, DESCENT = 0.88, 0.12  # of the ideographic square, the same in both faces
MIDDLE = 0.38  # of the square's middle above the baseline; half a digit's height is 0.37
BOLD = re.compile(r"bold|heavy|black", re.IGNORECASE)
ODD = re.compile(r"italic|oblique|condensed|light|thin|medium|mono|serif|math", re.IGNORECASE)
ALIKE = (re.compile(r"noto ?sans", re.IGNORECASE), re.compile(r"sans", re.IGNORECASE))  # the nearest first
MOST_FACES = 0xFFFF  # of a file; above it fontconfig counts the instances of variable fonts
ROUNDING = 1e-9  # mm
SQUARE = "□"
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕｝］”’…—～·・％‰℃°%)]}>.,;:!?、々ー㎡²³")
NOT_LAST = frozenset("（《〈「『【〔｛［“‘([{<￥$＃#№")
IN_NUMBERS = frozenset(".,:%°²³")  # closing marks that numbers and Latin words have inside

Ranges = tuple[tuple[int, int], ...]
"""First and last code points of the characters that a font has."""


class FontError(MatianError):
    """A font that isn't installed, or can't be used."""

    exit_code = 4


@dataclass(frozen=True, eq=False)
class Face:
    """
    One face of a font file.

    Parameters
    ----------
    path, index
        The file, and which of its faces.
    bold
        Whether it is the bold cut.
    """

    path: Path
    index: int
    bold: bool
    glyphs: dict[str, tuple[int, float]] = field(default_factory=dict, repr=False)

    @property
    def face(self) -> hb.Face:
        """The opened face (the file is mapped, not read)."""
        return _opened(str(self.path), self.index)[0]

    def glyph(self, character: str) -> tuple[int, float] | None:
        """Return the glyph that draws `character` and its advance (1 = the em), or `None`."""
        if character not in self.glyphs:
            face, font = _opened(str(self.path), self.index)
            number = font.get_nominal_glyph(ord(character))
            if not number:
                return None
            self.glyphs[character] = (number, font.get_glyph_h_advance(number) / face.upem)
        return self.glyphs[character]

    def advance(self, glyph: int) -> float:
        """Return how far a glyph moves on by itself (1 = the em)."""
        face, font = _opened(str(self.path), self.index)
        return float(font.get_glyph_h_advance(glyph) / face.upem)

    def shaped(self, text: str, *, leftwards: bool) -> Shaped:
        """Return the glyphs that draw a text whose letters depend on each other."""
        return shaping.shaped(_opened(str(self.path), self.index)[1], text, leftwards=leftwards)


@dataclass(frozen=True)
class Run:
    """
    A piece of a text that one face draws.

    Parameters
    ----------
    text
        What it says (what a search finds).
    glyphs
        The face's glyph numbers from left to right, one a character unless it is shaped.
    advances
        How wide each is for a type of 1 mm.
    missing
        Whether no font has the character, and a square stands for it.
    shaped
        What HarfBuzz made of it, if its letters depend on each other.
    """

    face: Face
    text: str
    glyphs: tuple[int, ...]
    advances: tuple[float, ...]
    missing: bool = False
    shaped: Shaped | None = None

    @property
    def says(self) -> Sequence[str]:
        """What each glyph stands for."""
        return self.text if self.shaped is None else self.shaped.says

    @property
    def advance(self) -> float:
        """The run's width for a type of 1 mm."""
        return sum(self.advances)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in mm of one line of `text` set in type of `size` mm."""
    return sum(run.advance for run in runs(text, bold=bold)) * size


def ascent(size: float) -> float:
    """Return how far type of `size` mm reaches above its baseline, in mm."""
    return ASCENT * size


@lru_cache(maxsize=16384)
def runs(text: str, *, bold: bool = False) -> tuple[Run, ...]:
    """
    Return a line of text as pieces, each with the face that draws it.

    Marks that are not drawn (bidirectional controls, joiners, variation selectors) are left out, line breaks and tabs
    are spaces, and what follows as a combining mark is composed with its letter where Unicode has both in one. Where
    letters depend on each other (`shaping`), a run is a piece of one direction, and runs stand from left to right.
    """
    if shaping.needed(text):
        return tuple(_shaped_runs(drawn(text), bold=bold))
    main = face(bold=bold)
    found: list[Run] = []
    pending: list[str] = []

    def flush() -> None:
        if pending:
            known = [main.glyphs[one] for one in pending]
            found.append(Run(main, "".join(pending), tuple(g for g, _ in known), tuple(a for _, a in known)))
            pending.clear()

    for one in drawn(text):
        if main.glyph(one):
            pending.append(one)
            continue
        flush()
        other = elsewhere(one, bold=bold)
        known = other.glyph(one) if other else None
        found.append(Run(other, one, (known[0],), (known[1],)) if other and known else _square(one, bold=bold))
    flush()
    return tuple(found)


def _square(character: str, *, bold: bool) -> Run:
    main = face(bold=bold)
    glyph, advance = main.glyph(SQUARE) or (0, 1.0)
    return Run(main, character, (glyph,), (advance,), missing=True)


def _shaped_runs(text: str, *, bold: bool) -> Iterator[Run]:
    """Yield the runs of a line from left to right, each of one face and one direction."""
    faces = list(_faces(text, bold=bold))
    levels = shaping.levels(text)
    begins = [at for at in range(len(text)) if not at or faces[at] is None or _differ(at, faces, levels)]
    pieces = list(zip(begins, [*begins[1:], len(text)], strict=True))
    for place in shaping.seen([levels[begin] for begin, _ in pieces]):
        begin, end = pieces[place]
        drawn_by = faces[begin]
        if drawn_by is None:
            yield _square(text[begin], bold=bold)
            continue
        piece, leftwards = text[begin:end], levels[begin] % 2 == 1
        if shaping.needed(piece):
            made = drawn_by.shaped(piece, leftwards=leftwards)
            yield Run(drawn_by, piece, made.glyphs, made.advances, shaped=made)
        else:
            plain = shaping.mirrored(piece) if leftwards else piece
            known = [drawn_by.glyph(one) or (0, 0.0) for one in plain]
            yield Run(drawn_by, plain, tuple(glyph for glyph, _ in known), tuple(advance for _, advance in known))


def _differ(at: int, faces: Sequence[Face | None], levels: Sequence[int]) -> bool:
    return faces[at] is not faces[at - 1] or levels[at] != levels[at - 1]


def _faces(text: str, *, bold: bool) -> Iterator[Face | None]:
    """Yield the face that draws each character, `None` where none has it; a mark is drawn by its letter's."""
    before: Face | None = None
    for one in text:
        if before is not None and (one in shaping.JOINERS or (unicodedata.combining(one) and before.glyph(one))):
            yield before
            continue
        main = face(bold=bold)
        before = main if main.glyph(one) else elsewhere(one, bold=bold)
        yield before


@lru_cache(maxsize=16384)
def drawn(text: str) -> str:
    """Return what of `text` is drawn on one line."""
    if text.isascii() and text.isprintable():
        return text
    if any(unicodedata.combining(one) for one in text):
        text = unicodedata.normalize("NFC", text)
    joined = shaping.needed(text)
    return "".join(one if joined and one in shaping.JOINERS else _drawn(one) for one in text)


def _drawn(one: str) -> str:
    if one.isspace():
        return " " if one != "\u3000" else one
    kind = unicodedata.category(one)
    if kind == "Cs":
        return UNKNOWN
    if kind in ("Cc", "Cf") or "\ufe00" <= one <= "\ufe0f" or "\U000e0100" <= one <= "\U000e01ef":
        return ""
    return one


def wrap(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """
    Break a text into lines no wider than `width` mm.

    Chinese breaks between any two characters, but no line begins with a closing mark or ends with an opening one;
    Latin words and numbers stay whole, unless one alone is wider than the line. Line breaks in the text are kept.
    A width smaller than a character gives one character a line.
    """
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line, used = "", 0.0
        for atom in _atoms(paragraph):
            if used + _wide(atom.rstrip(), size, bold) > width + ROUNDING:
                if line.strip():
                    lines.append(line.rstrip())
                *full, line = _broken(atom.lstrip(), size, width, bold)
                lines += full
                used = 0.0
                atom = line  # noqa: PLW2901 (what is left of it)
                line = ""
            line += atom
            used += _wide(atom, size, bold)
        lines.append(line.rstrip())
    return lines


def _broken(word: str, size: float, room: float, bold: bool) -> list[str]:
    """
    Break a piece that may be too long for a line: at least one character each, and no closing mark at the front, unless
    the line has no room for it and the character before it.
    """
    pieces: list[str] = []
    begin, used = 0, 0.0
    ink = len(word.rstrip())
    for at, one in enumerate(word):
        wide = _wide(one, size, bold)
        if used + wide > room + ROUNDING and begin < at < ink:
            end = at
            while end > begin + 1 and (word[end] in NOT_FIRST or word[end - 1] in NOT_LAST):
                end -= 1
            pieces.append(word[begin:end])
            used = _wide(word[end:at], size, bold)
            begin = end
            if begin < at and used + wide > room + ROUNDING:
                pieces.append(word[begin:at])
                begin, used = at, 0.0
        used += wide
    return [*pieces, word[begin:]]


def longest_piece(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in mm of the longest piece of a text that `wrap` would rather keep whole."""
    return max((_wide(atom.rstrip(), size, bold) for atom in _atoms(text)), default=0.0)


def _wide(text: str, size: float, bold: bool) -> float:
    """As `width`, without keeping every part of a line in the cache of runs."""
    main = face(bold=bold)
    known = [main.glyph(one) for one in text]
    return sum(one[1] for one in known if one) * size if all(known) else width(text, size, bold=bold)


def _atoms(paragraph: str) -> Iterator[str]:
    """Yield the parts between which a line may break; spaces stay with what they follow."""
    atom = ""
    for one in paragraph:
        if atom and not _together(atom[-1], one):
            yield atom
            atom = ""
        atom += one
    if atom:
        yield atom


def _together(before: str, after: str) -> bool:
    if after.isspace() or after in NOT_FIRST or before in NOT_LAST:
        return True
    return not (before.isspace() or _ideograph(before) or _ideograph(after)) and before not in NOT_FIRST - IN_NUMBERS


def _ideograph(one: str) -> bool:
    return unicodedata.east_asian_width(one) in "WF" or (one in NOT_FIRST | NOT_LAST and ord(one) > 0x2E7F)


@cache
def face(*, bold: bool = False) -> Face:
    """
    Return the face of Simplified Chinese.

    Raises
    ------
    FontError
        If it isn't installed.
    """
    for folder in PLACES:
        if (folder / FILES[bold]).is_file():
            return Face(folder / FILES[bold], SIMPLIFIED, bold)
    raise FontError(f"the font {FILES[bold]} isn't installed; install Debian's fonts-noto-cjk and try again")


@cache
def elsewhere(character: str, *, bold: bool = False) -> Face | None:
    """
    Find a face of the machine's other fonts that has a character; `None` where none has.

    Upright faces of the weight go first, and among them those that look like ours: Noto Sans, then other sans serif.
    """
    point = ord(character)

    def unlike(font: tuple[str, int, Ranges]) -> tuple[object, ...]:
        name = Path(font[0]).name
        return (
            bool(ODD.search(name)),
            *(not alike.search(name) for alike in ALIKE),
            bool(BOLD.search(name)) is not bold,
            *font[:2],
        )

    having = [font for font in _installed() if any(first <= point <= last for first, last in font[2])]
    for path, index, _ in sorted(having, key=unlike):
        other = _fallback(path, index)
        if other and other.glyph(character):
            return other
    return None


@cache
def _installed() -> tuple[tuple[str, int, Ranges], ...]:
    """Return what fonts fontconfig knows: file, face, and the ranges of their characters."""
    tool = shutil.which("fc-list")
    if not tool:
        return ()
    asked = [tool, "--format", "%{index}\t%{file}\t%{charset}\n"]
    listed = subprocess.run(asked, capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = []
    for line in listed.splitlines():
        index, path, charset = (*line.split("\t"), "", "")[:3]
        if index.isdigit() and int(index) <= MOST_FACES:
            bounds = [part.partition("-") for part in charset.split()]
            found.append((path, int(index), tuple((int(a, 16), int(b or a, 16)) for a, _, b in bounds)))
    return tuple(found)


@cache
def _fallback(path: str, index: int) -> Face | None:
    try:
        tags = set(_opened(path, index)[0].table_tags)
    except (ValueError, OSError, hb.HarfBuzzError):
        return None
    bold = bool(BOLD.search(Path(path).name))
    return Face(Path(path), index, bold=bold) if "glyf" in tags else None  # outlines that a PDF takes as they are


@cache
def _opened(path: str, index: int) -> tuple[hb.Face, hb.Font]:
    face = hb.Face(hb.Blob.from_file_path(path), index)
    return face, hb.Font(face)
