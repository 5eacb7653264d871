"""Their columns become our fields: by name, alias, label or `--map theirs=ours`; nothing is dropped unsaid."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gis_core.errors import WrongUseError
from layers.base import FieldKind, Label, Layer
from layers.standard import STANDARD

CODE = "code"
CODE_ALIASES: tuple[str, ...] = (
    "宗地代码", "ZDDM", "不动产单元号", "不动产单元代码", "BDCDYH", "宗地号", "ZDH", "地块编号", "DKBH", "地块代码",
    "DKDM", "要素代码", "建筑编码", "ZRZH", "编号", "编码", "代码", "BH", "BM", "DM", "parcel_id", "parcel_code",
    "identifier", "id",
)  # fmt: skip
"""What deliveries call the office's code, the surest first (宗地 and 不动产单元 as in GB/T 37346-2019)."""
CODE_ENDINGS = ("编号", "编码", "代码")

VALIDITY = {"valid_from": ("valid_from", "生效日期", "有效期起"), "valid_to": ("valid_to", "失效日期", "有效期止")}
"""The days between which a row speaks, where a delivery says so."""

SQUARE_METRES = {
    "m2": 1.0, "㎡": 1.0, "平方米": 1.0, "平米": 1.0, "sqm": 1.0,
    "ha": 1e4, "hm2": 1e4, "公顷": 1e4, "万m2": 1e4, "万平方米": 1e4, "万平米": 1e4,
    "mu": 2000 / 3, "亩": 2000 / 3,
    "km2": 1e6, "平方公里": 1e6, "平方千米": 1e6,
}  # fmt: skip
"""Units of area as offices write them, in m² (亩 = 2000/3 m²)."""

SHAPEFILE_NAME_LENGTH = 10


@dataclass(frozen=True)
class Column:
    """
    One of their columns that a field of ours takes.

    Parameters
    ----------
    theirs
        Its name in the file.
    ours
        The field's name, or `code`.
    factor
        Square metres in the unit that its name states, for a field of kind `area`; 1 otherwise.
    """

    theirs: str
    ours: str
    factor: float = 1.0


def plain(name: str) -> str:
    """Return a name as it is compared: half-width, small letters, no blanks, hyphens or underscores."""
    return re.sub(r"[\s_\-]", "", unicodedata.normalize("NFKC", name)).casefold()


def split_unit(name: str) -> tuple[str, float | None]:
    """Split `宗地面积(公顷)`, `area_ha` or `面积亩` into plain name and unit (in m², `None` where it states none)."""
    text = plain(name)
    if match := re.fullmatch(r"(.+?)[(\[【]([^)\]】]*)[)\]】]", text):
        return match[1], SQUARE_METRES.get(match[2])
    for unit in sorted(SQUARE_METRES, key=len, reverse=True):
        if text.endswith(unit) and len(text) > len(unit):
            return text.removesuffix(unit), SQUARE_METRES[unit]
    return text, None


def names_of(layer: Layer) -> dict[str, tuple[str, ...]]:
    """
    Return for `code`, every field of a layer and its validity the names they are known by, the surest first.

    A name that a field claims (a building's 宗地代码 is its parcel) stands for the code only where nothing else does.
    """
    fields = {field.name: (field.name, *field.aliases, field.label.zh, field.label.en) for field in layer.fields}
    claimed = {plain(name) for names in fields.values() for name in names}
    shared = sorted(CODE_ALIASES, key=lambda name: plain(name) in claimed)
    return {CODE: (CODE, *layer.code_aliases, *shared), **fields, **VALIDITY}


def kind_of(ours: str, layer: Layer) -> FieldKind:
    """Return the kind of a field of a layer, or of `code`, `valid_from` and `valid_to`."""
    if ours == CODE:
        return "text"
    return "date" if ours in VALIDITY else layer.field_named(ours).kind


def label_of(ours: str, layer: Layer) -> Label:
    """Return what people call a field of a layer, or `code`, `valid_from` and `valid_to`."""
    return STANDARD[ours][0] if ours == CODE or ours in VALIDITY else layer.field_named(ours).label


def match_columns(theirs: Iterable[str], layer: Layer, given: Mapping[str, str] | None = None) -> list[Column]:
    """
    Return which of their columns our fields take, each field at most one.

    `given` (theirs → ours) comes first; `theirs=` with nothing behind it leaves a column out. Then names are compared,
    and at last a single column that ends in 编号, 编码 or 代码 is taken for the code where nothing else was.

    Raises
    ------
    WrongUseError
        If `given` names a column that the file doesn't have, or a field that the layer doesn't.
    """
    columns = list(theirs)
    known = names_of(layer)
    chosen: dict[str, Column] = {}
    left_out: set[str] = set()
    for their_name, our_name in (given or {}).items():
        found = [column for column in columns if column == their_name] or [
            column for column in columns if plain(column) == plain(their_name)
        ]
        if not found:
            raise WrongUseError(
                f"--map {their_name}={our_name}: the file has no such column; it has {', '.join(columns)}"
            )
        if our_name and our_name not in known:
            raise WrongUseError(
                f"--map {their_name}={our_name}: {layer.name} has no such field; it has {', '.join(known)}"
            )
        left_out.add(found[0])
        if our_name:
            chosen[our_name] = _column(found[0], our_name, layer)
    free = [column for column in columns if column not in left_out]
    own_names = {our_name: names[:1] for our_name, names in known.items()}
    for our_name, names in (*own_names.items(), *known.items()):
        match = None if our_name in chosen else _first_match(free, names)
        if match is not None:
            chosen[our_name] = _column(match, our_name, layer)
            free.remove(match)
    if CODE not in chosen:
        coded = [column for column in free if split_unit(column)[0].endswith(CODE_ENDINGS)]
        if len(coded) == 1:
            chosen[CODE] = Column(coded[0], CODE)
    return sorted(chosen.values(), key=lambda column: columns.index(column.theirs))


def _first_match(columns: list[str], names: tuple[str, ...]) -> str | None:
    by_plain: dict[str, str] = {}
    for column in columns:
        by_plain.setdefault(plain(column), column)
    without_unit: dict[str, str] = {}
    for column in columns:
        without_unit.setdefault(split_unit(column)[0], column)
    for name in names:
        if found := by_plain.get(plain(name)):
            return found
    for name in names:
        if found := without_unit.get(plain(name)):
            return found
    own = names[0]
    cut = [column for column in columns if len(column) == SHAPEFILE_NAME_LENGTH and own.startswith(column.lower())]
    return cut[0] if len(cut) == 1 and len(own) > SHAPEFILE_NAME_LENGTH else None


def _column(theirs: str, ours: str, layer: Layer) -> Column:
    if kind_of(ours, layer) == "area":
        return Column(theirs, ours, split_unit(theirs)[1] or 1.0)
    return Column(theirs, ours)
