"""A map sheet as a notebook holds it: shown as a picture, saved as PDF, PNG or SVG."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gis_core.errors import WrongUseError

SHOWN_DPI = 100
SHOWN_PX = 900
FORMATS = ("pdf", "png", "svg")

Order = Mapping[str, Any]
Makes = Callable[[Order, Path], list[Path]]
"""Makes the sheets of an order (fields of `gis_core.cartography.sheets.request.SheetRequest`) in a folder."""


@dataclass(frozen=True, repr=False)
class Sheet:
    """
    One sheet.

    Parameters
    ----------
    order
        What was asked for.
    picture
        The sheet as PNG, at the resolution of a screen.
    makes
        Makes it anew, in any format.
    """

    order: Order
    picture: bytes
    makes: Makes

    @classmethod
    def drawn(cls, order: Order, makes: Makes) -> Sheet:
        """
        Draw an order's first sheet.

        Raises
        ------
        WrongUseError
            If the order can't be; the sentence begins with the name of what is wrong.
        """
        with tempfile.TemporaryDirectory(prefix="matian-sheet-") as folder:
            files = makes({**order, "format": "png", "dpi": SHOWN_DPI}, Path(folder))
            pictures = [path for path in files if path.suffix == ".png"]
            return cls(order, pictures[0].read_bytes(), makes)

    def save(self, path: Path | str) -> Path:
        """
        Write the sheet, as `.pdf`, `.png` (300 dpi) or `.svg`, and return its path.

        Raises
        ------
        WrongUseError
            If the name ends otherwise.
        """
        path = Path(path)
        wanted = path.suffix.lower().removeprefix(".")
        if wanted not in FORMATS:
            raise WrongUseError(f"{path.name} says no format; end it in .pdf, .png or .svg")
        with tempfile.TemporaryDirectory(prefix="matian-sheet-") as folder:
            files = self.makes({**self.order, "format": wanted}, Path(folder))
            found = next(file for file in files if file.suffix == f".{wanted}")
            part = path.with_name(path.name + ".part")
            shutil.copyfile(found, part)
            return part.replace(path)

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        return self.picture, {"width": SHOWN_PX}

    def __repr__(self) -> str:
        """Say what is on it."""
        about = ", ".join(f"{name}={value}" for name, value in self.order.items() if name != "template")
        return f"<Sheet {self.order['template']}{': ' if about else ''}{about}>"
