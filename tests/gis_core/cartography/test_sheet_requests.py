"""Orders of sheets: every refusal is a sentence that begins with the field."""

from __future__ import annotations

from typing import Any

import pytest

from gis_core.cartography.sheets.request import read_request
from gis_core.errors import WrongUseError


def test_an_order_needs_no_more_than_a_template() -> None:
    order = read_request({"template": "progress"})
    assert (order.format, order.orientation, order.paper, order.scale) == ("pdf", "landscape", None, None)
    assert order.of.papers[0] == "A3"
    assert order.shown_mark == "内部"


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ({"template": "none"}, "template: there is no template 'none'; there are location"),
        ({"paper": "A9"}, "paper: there is no paper 'A9'; there are A4"),
        ({"scale": "1:x"}, "scale: '1:x' is no scale"),
        ({"format": "bmp"}, "format: "),
        ({"project": "P", "filter": "true"}, "filter: give one of"),
        ({"set": True}, "set: a map set is a project's"),
        ({"template": "change", "project": "P"}, "since: this template compares two days"),
        ({"template": "siting"}, "run: this template shows a run"),
        ({"classification": "公开"}, "review_number: a sheet for the public"),
        ({"watermark": False}, "watermark: only a public sheet"),
        ({"names": "{x}"}, "names: there is no {x}"),
        ({"frames": [{"center": [200, 0]}]}, "frames.0.center: "),
        ({"layer": "parcels"}, "layer: it says what a filter is about"),
        ({"frames": [{"center": [113.9, 22.7], "turn": 1e9}]}, "frames.0.turn: "),
        ({"author": "\0"}, "author: it holds characters that are no text"),
        ({"project": "\ud800"}, "project: it holds characters that are no text"),
        ({"nonsense": 1}, "nonsense: "),
    ],
)
def test_a_wrong_order_is_refused_in_one_sentence(asked: dict[str, Any], begins: str) -> None:
    with pytest.raises(WrongUseError) as refused:
        read_request({"template": "progress", **asked})
    assert str(refused.value).startswith(begins)
    assert "\n" not in str(refused.value)
    assert refused.value.field


def test_a_mark_is_shown_as_the_office_writes_it() -> None:
    assert read_request({"template": "progress", "classification": "restricted"}).shown_mark == "敏感"
    assert read_request({"template": "progress", "classification": "秘密★10年"}).shown_mark == "秘密★10年"


@pytest.mark.parametrize(
    ("classification", "shown"),
    [
        (None, "内部 Internal"),
        ("restricted", "敏感 Restricted"),
        ("秘密★10年", "秘密★10年 Secret"),
        ("机密★长期", "机密★长期 Highly secret"),
        ("本局自用", "本局自用"),  # the office's own words, which nobody translates
    ],
)
def test_on_an_english_sheet_the_mark_has_its_translation_beside_it(classification: str | None, shown: str) -> None:
    asked = {"template": "progress", "classification": classification, "language": "en"}
    assert read_request(asked).shown_mark == shown
