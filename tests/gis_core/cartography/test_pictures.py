"""Each template's sheet of the demo beside the picture of it that somebody looked at."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
from PIL import Image

from gis_core.cartography.sheets.export import Made
from gis_core.cartography.sheets.template import all_templates
from tests.conftest import DEMO_SCALE
from tests.gis_core.cartography.sample_run import a_run

PICTURES = Path(__file__).parent / "pictures"
AT = {"at": "2024-06-30"}
CASES: dict[str, dict[str, Any]] = {
    "location": {"project": "ZB01"},
    "ownership": {"project": "ZB04"},
    "buildings": {"project": "ZB04"},
    "land_use": {"project": "ZB01"},
    "progress": {"project": "ZB01"},
    "change": {"project": "ZB01", "since": "2023-12-31"},
    "bottlenecks": {"project": "ZB04"},
    "siting": {},
    "parcel": {"each_feature": "consolidation_parcels", "filter": "code = 'ZB01-0001'", "orientation": "portrait"},
    "overview": {"paper": "A3"},
}
ENGLISH = ("ownership", "bottlenecks", "parcel")
"""Of these there is a picture in English too, which differs from the Chinese one in its panel."""
BLOCK, FAR, SHARE = 6, 20.0, 0.01
"""Pixels of a block's side; by how much its mean colour may differ; the share of blocks in which it may by more."""


def test_every_template_has_a_picture() -> None:
    assert set(CASES) == set(all_templates())
    assert {path.stem for path in PICTURES.glob("*.png")} == {*CASES, *(f"{name}.en" for name in ENGLISH)}


@pytest.mark.skipif(DEMO_SCALE != 1, reason="the pictures show the whole demo (MATIAN_TEST_SCALE=1)")
@pytest.mark.parametrize(("template", "language"), [*((one, "zh") for one in CASES), *((one, "en") for one in ENGLISH)])
def test_a_sheet_looks_as_it_did_when_it_was_looked_at(
    template: str, language: str, sheets: Callable[..., Made], records: psycopg.Connection[Any]
) -> None:
    asked = CASES[template] | ({"run": a_run(records)} if template == "siting" else {})
    public = {"classification": "公开", "review_number": "粤S（2025）001号", "author": "李明", "checker": "王芳"}
    made = sheets(template, **AT, **asked, **public, language=language, format="png", dpi=45)
    kept = PICTURES / f"{template}{'' if language == 'zh' else '.en'}.png"
    drawn = Image.open(made.files[0]).convert("RGB")
    if os.environ.get("MATIAN_NEW_PICTURES"):  # then look at them
        drawn.quantize(256, dither=Image.Dither.NONE).save(kept, optimize=True)
    means = [_blocks(picture) for picture in (drawn, Image.open(kept).convert("RGB"))]
    assert means[0].shape == means[1].shape
    far = np.abs(means[0] - means[1]).max(axis=2) > FAR
    assert far.mean() < SHARE, f"{far.mean():.1%} of the sheet looks different; look at it, then keep the new picture"


def _blocks(picture: Image.Image) -> np.ndarray:
    pixels = np.asarray(picture, dtype=float)
    high, wide = (side // BLOCK * BLOCK for side in pixels.shape[:2])
    blocks = pixels[:high, :wide].reshape(high // BLOCK, BLOCK, wide // BLOCK, BLOCK, 3)
    means: np.ndarray = blocks.mean(axis=(1, 3))
    return means
