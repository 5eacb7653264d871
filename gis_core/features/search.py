"""Search over all layers by code or name, or by the first letters of a name's pinyin (`mtgy` finds 马田公园)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from functools import cache

from gis_core.features.statement import Statement, quoted, template
from layers.base import Layer

HAN = range(0x4E00, 0x9FA6)
LONGEST_INITIALS = 12


def search_statement(layers: list[Layer], text: str, at: date, known: datetime, limit: int) -> Statement:
    """
    Return the statement that searches `layers`: `layer`, `code`, `name`, `west`, `south`, `east`, `north` (degrees).

    The whole code comes first, then the whole name, beginnings of codes and names, what stands inside of them, and
    initials last; among equals the shorter one, then the layer that stands first.
    """
    branch = template("search_branch")
    branches = []
    for place, layer in enumerate(layers):
        name = None if layer.name_field is None else f"f.{quoted(layer.name_field)}"
        branches.append(
            branch.format(
                layer=layer.name,  # from the registry: an identifier, without quotes in it
                place=place,
                source=quoted(f"{layer.name}_as_of"),
                name=name or "NULL::text",
                both="f.code" if name is None else f"f.code || coalesce(E'\\n' || {name}, '')",
            )
        )
    sql = template("search").format(branches="\nUNION ALL\n".join(branches))
    sought = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    return Statement(sql, (at, known, sought, initials_pattern(sought), limit))


def initials_pattern(text: str) -> str | None:
    """
    Return the regular expression of names that hold a run of characters with these initials.

    `None` if `text` is no initials. A character that is read in several ways stands under each of its initials.
    """
    if not re.fullmatch(f"[a-z]{{2,{LONGEST_INITIALS}}}", text):
        return None
    return "".join(f"[{letter}{_characters().get(letter, '')}]" for letter in text)


@cache
def _characters() -> dict[str, str]:
    """Return the Chinese characters by the first letter of their readings."""
    from pypinyin import Style, pinyin  # noqa: PLC0415  (its dictionary takes a while to load)

    found: dict[str, list[str]] = {}
    for number in HAN:
        character = chr(number)
        readings = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
        for letter in {reading[:1] for reading in readings if reading[:1].isascii() and reading[:1].isalpha()}:
            found.setdefault(letter, []).append(character)
    return {letter: "".join(characters) for letter, characters in found.items()}
