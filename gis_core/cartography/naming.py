"""How codes are shortened and values written where the map has little room."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def short_code(values: Mapping[str, Any]) -> str:
    """Return the last part of a code: what tells parcels of one project apart."""
    return re.split(r"[-/_.]", str(values["code"]))[-1]


def whole_code(values: Mapping[str, Any]) -> str:
    """Return a code as it is."""
    return str(values["code"])
