"""The presets by name, found by looking."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from gis_core.errors import NotFoundError
from gis_core.siting.document import Scenario, read_scenario

FOLDER = Path(__file__).parent / "presets"


@cache
def presets() -> dict[str, Scenario]:
    """Return the presets by name, each read and examined as any document is."""
    return {
        path.stem: read_scenario(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.json"))
    }


def preset(name: str) -> Scenario:
    """
    Return a preset.

    Raises
    ------
    NotFoundError
        If there is none of that name; the sentence names those there are.
    """
    try:
        return presets()[name]
    except KeyError:
        raise NotFoundError(f"there is no preset {name!r}; there are: {', '.join(presets())}", field="preset") from None
