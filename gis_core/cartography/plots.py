"""
Plots in the house's hand (matplotlib): Simplified Chinese type, quiet axes, colours from the tokens.

```python
from gis_core.cartography import plots

plots.use_house_style()
figure, axes = plots.ground(size=(7, 6))      # axes for a map: equal scale, no frame
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gis_core.cartography.tokens import BRAND, INK, INK_2, LINE, MAP_PAPER, PAPER, PARTS, SCORES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

FONTS = ["Noto Sans CJK SC", "WenQuanYi Zen Hei", "DejaVu Sans"]
"""Debian's `fonts-noto-cjk` has the first; it draws the Simplified Chinese shapes, not the Japanese ones."""


def use_house_style() -> None:
    """Set matplotlib's defaults for all plots that follow."""
    import matplotlib as mpl  # noqa: PLC0415  (slow to import)
    from cycler import cycler  # noqa: PLC0415

    mpl.rcParams.update(
        {
            "font.family": "sans-serif",
            "font.sans-serif": FONTS,
            "font.size": 11,
            "axes.unicode_minus": False,
            "text.color": INK,
            "axes.labelcolor": INK_2,
            "axes.edgecolor": LINE,
            "axes.titlesize": 13,
            "axes.titlelocation": "left",
            "axes.titlepad": 12,
            "axes.facecolor": PAPER,
            "axes.prop_cycle": cycler(color=[*PARTS]),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": False,
            "grid.color": LINE,
            "xtick.color": INK_2,
            "ytick.color": INK_2,
            "xtick.major.size": 0,
            "ytick.major.size": 0,
            "legend.frameon": False,
            "figure.facecolor": PAPER,
            "figure.dpi": 110,
            "savefig.bbox": "tight",
            "patch.edgecolor": "none",
            "lines.color": BRAND,
        }
    )


def ground(rows: int = 1, columns: int = 1, *, size: tuple[float, float] = (8, 7)) -> tuple[Figure, Any]:
    """
    Return a figure and axes for maps: equal scale, paper ground, no frame.

    Parameters
    ----------
    rows, columns
        How many maps.
    size
        Width and height in inches.
    """
    import matplotlib.pyplot as plt  # noqa: PLC0415

    use_house_style()
    figure, axes = plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False)
    for one in axes.flat:
        one.set_aspect("equal")
        one.set_xticks([])
        one.set_yticks([])
        one.xaxis.label.set_visible(False)  # geopandas writes "Easting [metre]" there
        one.yaxis.label.set_visible(False)
        one.set_facecolor(MAP_PAPER)
        one.spines[:].set_visible(False)
    return figure, axes[0, 0] if rows == columns == 1 else axes.squeeze()


def scores() -> LinearSegmentedColormap:
    """Return the ramp of scores, pale to deep, safe for colour-blind eyes."""
    from matplotlib.colors import LinearSegmentedColormap as Ramp  # noqa: PLC0415

    return Ramp.from_list("scores", SCORES)


def parts(count: int) -> list[Any]:
    """Return so many colours for the parts of a whole, all different: those of the tokens, or steps between them."""
    from matplotlib.colors import LinearSegmentedColormap as Ramp  # noqa: PLC0415

    if count <= len(PARTS):
        return [*PARTS[:count]]
    ramp = Ramp.from_list("parts", PARTS[:-1])
    return [ramp(step / (count - 2)) for step in range(count - 1)] + [PARTS[-1]]


def scale_bar(axes: Axes, length_m: float = 1000) -> None:
    """Draw a scale bar in the lower left corner of axes whose unit is the metre."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    x, y = west + 0.04 * (east - west), south + 0.04 * (north - south)
    axes.plot([x, x + length_m], [y, y], color=INK, linewidth=2, solid_capstyle="butt")
    text = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"
    axes.annotate(text, (x + length_m / 2, y), xytext=(0, 3), textcoords="offset points", ha="center", fontsize=9)
