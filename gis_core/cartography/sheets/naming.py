"""How codes are shortened and values written where the map has little room."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MU_M2 = 2000 / 3
"""Square metres of a mu (亩)."""


def short_code(values: Mapping[str, Any]) -> str:
    """Return the last part of a code: what tells parcels of one project apart."""
    return re.split(r"[-/_.]", str(values["code"]))[-1]


def serial(values: Mapping[str, Any]) -> str:
    """Return the last five characters of a parcel's code of 19 (GB/T 37346-2019): its number in the sub-district."""
    code = str(values.get("parcel") or values.get("code") or "")
    return code[-5:] if len(code) == 19 else short_code({"code": code})
