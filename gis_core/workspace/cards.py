"""Small pieces of HTML that a notebook shows instead of `<… object at 0x…>`: quiet, and nothing loaded from outside."""

from __future__ import annotations

from html import escape

import pandas as pd

from gis_core.cartography.tokens import BRAND, INK, INK_2, LINE, MAP_PAPER
from gis_core.place import Place
from layers.base import GROUP_LABELS, Layer
from layers.registry import all_layers

CARD = (
    f"border:1px solid {LINE};border-radius:8px;padding:12px 16px;max-width:720px;color:{INK};background:#fff;"
    "font:14px/1.5 system-ui,'Noto Sans CJK SC','Noto Sans SC',sans-serif"
)
QUIET = f"color:{INK_2};font-size:12px"
HEAD = "font-size:16px;font-weight:600"


def card(title: str, under: str, body: str) -> str:
    """Return a card of a title, a quiet line and a body; title and line are text, the body HTML."""
    return (
        f'<div style="{CARD}"><div style="{HEAD}">{escape(title)}</div>'
        f'<div style="{QUIET}">{escape(under)}</div>{body}</div>'
    )


def number_card(title: str, number: str, unit: str, notes: list[str]) -> str:
    """Return a card with one large number, its unit, and notes below; all of it text."""
    told = "".join(f'<div style="{QUIET};margin-top:4px">{escape(note)}</div>' for note in notes if note)
    return (
        f'<div style="{CARD}"><div>{escape(title)}</div>'
        f'<div style="font-size:28px;color:{BRAND};font-variant-numeric:tabular-nums">{escape(number)}'
        f'<span style="font-size:14px;color:{INK_2}"> {escape(unit)}</span></div>{told}</div>'
    )


def picture_card(title: str, under: str, png_base64: str) -> str:
    """Return a card with a picture."""
    style = f"display:block;margin-top:8px;max-width:100%;max-height:360px;background:{MAP_PAPER}"
    return card(title, under, f'<img alt="{escape(title)}" style="{style}" src="data:image/png;base64,{png_base64}">')


def workspace_card(place: Place, where: str, layers: pd.DataFrame) -> str:
    """Return the card of a workspace: the place, and its layers by group with colour and number of rows."""
    parts = []
    for group, label in GROUP_LABELS.items():
        here = layers[layers["group"] == str(group)]
        if here.empty:
            continue
        rows = "".join(_row(all_layers()[str(name)], int(count)) for name, count in here["rows"].items())
        parts.append(
            f'<div style="break-inside:avoid;margin-top:10px"><div style="{QUIET}">'
            f"{escape(label.zh)} {escape(label.en)}</div>{rows}</div>"
        )
    title = f"{place.name.zh} · {place.name.en}"
    return card(
        title, f"{place.crs.survey} · {where}", f'<div style="columns:2;column-gap:28px">{"".join(parts)}</div>'
    )


def _row(layer: Layer, count: int) -> str:
    style = layer.style
    colour = (style.fill or style.line) if style else None
    mark = f'<i style="display:inline-block;width:10px;height:10px;background:{colour or "none"};margin-right:6px"></i>'
    number = f'<span style="float:right;font-variant-numeric:tabular-nums;color:{INK_2}">{count:,}</span>'
    return f'<div title="{escape(layer.name)}">{mark}{escape(layer.label.zh)}{number}</div>'
