"""
Encodings of text: UTF-8 or GBK (read as its superset GB 18030), told by the bytes; and those that would pass for GBK.

Nearly any bytes read as GBK, so that Big5 becomes other Chinese characters and an ö with its l a rare one. Each of
these encodings puts what is written every day in one place (GB 2312 and JIS: level 1, Big5: the frequent ones), and
text of another encoding falls beside it. Hangul lies where Chinese has the first half of its level 1.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from gis_core.errors import RefusedInputError
from layers.base import Label

GBK = "gb18030"
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
EVERYDAY: dict[str, tuple[tuple[int, int], ...]] = {
    GBK: ((0xB0, 0xD7),),
    "big5": ((0xA4, 0xC6),),
    "cp932": ((0x82, 0x83), (0x88, 0x97)),
}
"""First bytes of the characters that are written every day."""
FAMILIAR, MARGIN = 0.8, 0.15
"""Share of everyday characters that text of an encoding has at least, and by how much it is to beat GBK."""
ENOUGH = 4
"""Letters from which their shares tell anything."""
KOREAN, HANGUL, ENOUGH_HANGUL = "cp949", (0xB0, 0xC8), 12
"""First bytes of Hangul, and how many letters in a row lie there by chance in Chinese once in a thousand times."""
WESTERN = "cp1252"
NAMES = {GBK: "GBK", "big5": "Big5", "cp932": "Shift_JIS", KOREAN: "EUC-KR", WESTERN: "Windows-1252"}
MOST_LOOKED_AT = 200_000
BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
IN_A_WORD = re.compile(
    rb"[A-Za-z][\x80-\xff]{1,3}(?=[A-Za-z])|[A-Za-z][\x80-\xff](?![\x80-\xff])|(?<![\x80-\xff])[\x80-\xff](?=[A-Za-z])"
)
"""Letters with marks stand alone or in twos among those without; no Chinese character stands inside such a word."""
FEW = 0.02
"""Share of characters that may be broken, as where a fixed-width field cuts one in two."""


@dataclass(frozen=True)
class Reading:
    """The encoding that bytes were read in, and what is to be said of it."""

    encoding: str
    notes: tuple[Label, ...] = ()


def decode(octets: bytes, name: str) -> tuple[str, Reading]:
    """
    Decode a whole text file.

    Raises
    ------
    RefusedInputError
        If it is in none of the encodings, or holds zero bytes as no text does.
    """
    for mark, encoding in BOMS:
        if octets.startswith(mark):
            return octets.decode(encoding, errors="replace"), Reading(encoding.removesuffix("-sig").upper())
    for encoding in filter(None, ("utf-8", passes_for(octets))):
        text = _decoded(octets, encoding)
        if text is None or "\0" in text:
            continue
        return text, Reading(_shown(encoding)) if encoding in ("utf-8", GBK) else _guessed(encoding)
    raise RefusedInputError(f"{name} is no text in UTF-8 or GBK; save it in one of these and send it again")


def _guessed(encoding: str) -> Reading:
    told = Label(
        f"按 {_shown(encoding)} 读取；文字有误时请另存为 UTF-8",
        f"it was read as {_shown(encoding)}; save it as UTF-8 where words look wrong",
    )
    return Reading(_shown(encoding), (told,))


def passes_for(octets: bytes) -> str | None:
    """Return the encoding that text beyond ASCII is in when it isn't UTF-8, `None` when it is none of those known."""
    found = {encoding: _first_bytes(octets, encoding) for encoding in EVERYDAY}
    shares = {
        encoding: _everyday(firsts, EVERYDAY[encoding]) for encoding, firsts in found.items() if firsts is not None
    }
    own = shares.pop(GBK, 0.0)
    if own >= FAMILIAR:
        return KOREAN if _is_hangul(octets, found[GBK] or []) else GBK
    best = max(shares, key=lambda encoding: shares[encoding], default=None)
    if best is not None and len(found[best] or ()) >= ENOUGH and shares[best] >= max(FAMILIAR, own + MARGIN):
        return best
    if _is_western(octets):
        return WESTERN
    return None if found[GBK] is None else GBK


def _decoded(octets: bytes, encoding: str) -> str | None:
    try:
        return octets.decode(encoding)
    except UnicodeDecodeError:
        return None


def _first_bytes(octets: bytes, encoding: str) -> list[int] | None:
    """Return the first bytes of the letters beyond ASCII, `None` where the bytes don't decode."""
    text = _decoded(octets, encoding)
    if text is None:
        return None
    letters = (character for character in text[:MOST_LOOKED_AT] if not character.isascii())
    return [
        letter.encode(encoding)[0] for letter in letters if letter.isalpha() or unicodedata.category(letter) == "Co"
    ]


def _everyday(firsts: list[int], ranges: tuple[tuple[int, int], ...]) -> float:
    common = sum(any(low <= first <= high for low, high in ranges) for first in firsts)
    return common / len(firsts) if firsts else 1.0


def _is_hangul(octets: bytes, firsts: list[int]) -> bool:
    low, high = HANGUL
    enough = len(firsts) >= ENOUGH_HANGUL and all(low <= first <= high for first in firsts)
    return enough and _decoded(octets, KOREAN) is not None


def _is_western(octets: bytes) -> bool:
    """Tell whether most of what is beyond ASCII stands in words of ASCII letters."""
    runs, within = len(BEYOND_ASCII.findall(octets)), len(IN_A_WORD.findall(octets))
    return _decoded(octets, WESTERN) is not None and within * 2 > runs


def decode_mostly(octets: bytes, said: str | None) -> Reading:
    """
    Return the encoding of a table of fixed-width fields, which may cut characters in two.

    Text that reads as UTF-8 is UTF-8, for nothing else does by chance. Then what the file says counts when it reads
    (nearly) clean, then the encoding that breaks least. Where that isn't what the file says, a note tells.
    """
    if octets.isascii():
        return Reading(_shown(said or "utf-8"))
    if said is None and _decoded(octets, "utf-8") is None and (other := passes_for(octets)) not in (None, GBK):
        return _guessed(str(other))
    broken = {encoding: _broken(octets, encoding) for encoding in dict.fromkeys(("utf-8", said or GBK, GBK))}
    best = next((encoding for encoding in broken if broken[encoding] <= FEW), min(broken, key=lambda at: broken[at]))
    if best == said:
        return Reading(_shown(best))
    if broken[best] > FEW:
        return Reading("ISO-8859-1", (Label("属性文字编码无法识别", "the encoding of the attributes can't be told"),))
    if said is None:
        told = Label(f"未注明编码，按 {_shown(best)} 读取", f"it names no encoding; read as {_shown(best)}")
    else:
        told = Label(
            f".cpg 注明 {_shown(said)}，但文字实为 {_shown(best)}，按后者读取",
            f"its .cpg says {_shown(said)}, but the text is {_shown(best)}; read as that",
        )
    return Reading(_shown(best), (told,))


def _broken(octets: bytes, encoding: str) -> float:
    """Return the share of characters beyond ASCII that can't be read."""
    text = octets.decode(encoding, errors="replace")
    beyond = len(text) - len(text.encode("ascii", errors="ignore"))
    return text.count("\ufffd") / max(beyond, 1)


def _shown(encoding: str) -> str:
    return NAMES.get(encoding, encoding.upper())
