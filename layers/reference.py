"""
The reference of the layers, written from their declarations: `./matian python -m layers.reference > docs/layers.md`.

A test holds the page against the declarations, so it is never out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from layers.base import GROUP_LABELS, CodeList, Detail, Field, Layer, Rules
from layers.registry import all_layers

INTRODUCTION = """\
# Layers

Written by `./matian python -m layers.reference > docs/layers.md`: change the declarations, not this page.

A layer is a table of its name with the live rows, `<layer>_history` with what was superseded, and the function
`<layer>_as_of(at, known)` that answers for any date as recorded by any instant (docs/architecture.md, "Two times").
To add one, add a file under `layers/` and generate its migration. Shapes stand in the survey CRS of the instance.

Every table also carries:

| Column | Meaning |
|---|---|
| `id` | key (uuid), the same through all versions |
| `code` | the office's own code, unique among live rows and never given to another feature |
| `geom` | shape in the survey CRS; `geom_3857` is the same for the web map |
| `area_m2` or `length_m` | planar, computed by the database to the square millimetre or micrometre |
| `valid_from`, `valid_to` | first and last day for which the row is true; without a last day it still is |
| `source`, `delivery` | where it comes from, and the delivery that brought it |
| `revision`, `updated_at`, `updated_by` | count of versions, when and by whom this one was recorded |

What deliveries may call a field is compared without case, blanks, hyphens and underscores; labels count too.
"""
HEADING = "| Field | Label | Kind | Unit | Code list | In deliveries also |\n|---|---|---|---|---|---|"
KINDS = {
    "text": "text",
    "integer": "whole number",
    "real": "number",
    "area": "area",
    "date": "date",
    "boolean": "yes or no",
}


def markdown(layers: Iterable[Layer] | None = None) -> str:
    """Return the reference of `layers` (default: all that are declared) as Markdown, by group and then by name."""
    shown = sorted(all_layers().values() if layers is None else layers, key=lambda layer: layer.name)
    parts = [INTRODUCTION]
    for group, label in GROUP_LABELS.items():
        members = [layer for layer in shown if layer.group is group]
        if members:
            parts.append(f"## {label.zh} · {label.en}\n")
            parts.extend(_layer(layer) for layer in members)
    parts.append("## 代码表 · Code lists\n")
    parts.extend(_codes(codes) for codes in _lists(shown))
    return "\n".join(parts)


def _layer(layer: Layer) -> str:
    facts = [
        f"{layer.geometry}, drawn at zooms {layer.zooms[0]}–{layer.zooms[1]}",
        *_detail(layer.detail),
        *_rules(layer.rules),
        *([f"code also called {', '.join(layer.code_aliases)}"] if layer.code_aliases else []),
    ]
    lines = [
        f"### `{layer.name}` · {layer.label.zh} · {layer.label.en}\n",
        f"{'; '.join(facts)}. Source: {layer.source}.\n",
        HEADING,
        *(_field(field) for field in layer.fields),
    ]
    return "\n".join(lines) + "\n"


def _detail(detail: Detail) -> Iterator[str]:
    if detail.dissolve_by:
        yield f"in blocks of one `{detail.dissolve_by}` below zoom {detail.single_from}"


def _rules(rules: Rules) -> Iterator[str]:
    if rules.tiles_land:
        yield "neighbours may neither overlap nor leave gaps"
    if rules.exclusive:
        yield "features may not overlap"
    if rules.declared_area:
        yield f"`{rules.declared_area}` is compared with the computed area"
    for first, second in rules.dates:
        yield f"`{first}` may not lie after `{second}`"


def _field(field: Field) -> str:
    needed = " (required)" if field.required else ""
    codes = f"[{field.codes.name}](#{field.codes.name})" if field.codes else ""
    label = f"{field.label.zh} · {field.label.en}"
    aliases = ", ".join(name for name in field.aliases if name not in (field.name, field.label.zh))
    return f"| `{field.name}`{needed} | {label} | {KINDS[field.kind]} | {field.unit or ''} | {codes} | {aliases} |"


def _lists(layers: Iterable[Layer]) -> list[CodeList]:
    found = {field.codes.name: field.codes for layer in layers for field in layer.fields if field.codes}
    return [found[name] for name in sorted(found)]


def _codes(codes: CodeList) -> str:
    opened = (
        f" A longer code is known by its first {codes.open_prefix} characters." if codes.open_prefix is not None else ""
    )
    lines = [
        f'### <a id="{codes.name}"></a>`{codes.name}`\n',
        f"Source: {codes.source}.{opened}\n",
        "| Code | Label | Colour | Source |\n|---|---|---|---|",
    ]
    for row in codes.codes:
        source = row.source if row.source != codes.source else ""
        lines.append(f"| `{row.code}` | {row.label.zh} · {row.label.en} | {row.colour or ''} | {source} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(markdown())
