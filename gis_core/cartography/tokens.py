"""The house's colours, for what is drawn outside the browser; a test compares them with `api/web/src/tokens.css`."""

from __future__ import annotations

INK, INK_2, INK_3 = "#1f2933", "#52606d", "#6b7783"
LINE, PAPER, WASH = "#e4e7eb", "#ffffff", "#f7f8f9"
BRAND = "#155e75"
NO_COLOUR = "#9aa3ab"  # of what has none of its own
WARN = "#d55e00"
OK = "#2f7d4f"
RED_LINE = "#b3261e"
MAP_PAPER, MAP_WATER = "#f4f2ee", "#3d7fa8"
SCORES = ("#ffffd9", "#a1dab4", "#41b6c4", "#225ea8", "#081d58")
PARTS = ("#155e75", "#1d91c0", "#41b6c4", "#7fcdbb", "#a8d8a0", "#5b7f8c")
