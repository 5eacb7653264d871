"""Encodings of Chinese text: UTF-8 or GBK (read as its superset GB 18030), told by the bytes."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from gis_core.errors import RefusedInputError
from layers.base import Label

GBK = "gb18030"
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
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
    for encoding in ("utf-8", GBK):
        try:
            text = octets.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, Reading("GBK" if encoding == GBK else "UTF-8")
    raise RefusedInputError(f"{name} is no text in UTF-8 or GBK; save it in one of these and send it again")


def decode_mostly(octets: bytes, said: str | None) -> Reading:
    """
    Return the encoding of a table of fixed-width fields, which may cut characters in two.

    Text that reads as UTF-8 is UTF-8, for nothing else does by chance. Then what the file says counts when it reads
    (nearly) clean, then the encoding that breaks least. Where that isn't what the file says, a note tells.
    """
    if octets.isascii():
        return Reading(_shown(said or "utf-8"))
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
    return "GBK" if encoding == GBK else encoding.upper()
