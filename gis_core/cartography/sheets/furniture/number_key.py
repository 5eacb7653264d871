"""The key (编号注记): what the numbers on the map stand for, where a label found no place."""

from __future__ import annotations

from collections.abc import Sequence

from gis_core.cartography import fonts
from gis_core.cartography.labels.numbers import INK as NUMBER
from gis_core.cartography.scene import Item, Text
from gis_core.cartography.sheets.flow import Flow
from gis_core.cartography.tokens import INK
from layers.base import Label

SIZE = 1.9
KEY = Label("编号注记", "Key to numbers")


def put_key(flow: Flow, numbered: Sequence[tuple[int, str]]) -> None:
    """Put the key into a panel, in two columns where its texts are short."""
    if not numbered:
        return
    numbered = [(number, " ".join(text.split("\n"))) for number, text in numbered]
    size = SIZE * flow.grow
    flow.heading(KEY, together=8 * flow.grow)
    head = fonts.width("0" * len(str(numbered[-1][0])), size) + 1.2 * flow.grow
    gap = 3 * flow.grow
    half = (flow.width - gap) / 2 - head
    count = 2 if all(fonts.width(text, size) <= half for _, text in numbered) else 1
    for at in range(0, len(numbered), count):
        row = numbered[at : at + count]
        room = (flow.width - gap * (count - 1)) / count - head
        wrapped = [fonts.wrap(text, size, room) for _, text in row]

        def draw(
            x: float,
            top: float,
            width: float,
            row: Sequence[tuple[int, str]] = row,
            wrapped: Sequence[Sequence[str]] = wrapped,
        ) -> list[Item]:
            items: list[Item] = []
            for place, ((number, _), lines) in enumerate(zip(row, wrapped, strict=True)):
                left = x + place * ((width - gap * (count - 1)) / count + gap)
                base = top - fonts.ascent(size)
                items.append(Text(left, base, str(number), size, NUMBER, bold=True))
                items += [Text(left + head, base - n * 1.3 * size, line, size, INK) for n, line in enumerate(lines)]
            return items

        flow.put(max(len(lines) for lines in wrapped) * size * 1.3 + 0.3 * size, draw)
