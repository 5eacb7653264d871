"""Type: widths, and where lines break."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.cartography import fonts

NAME = "深圳市光明区马田街道合水口社区第三工业区土地整备利益统筹项目（一期），面积12,345.67㎡。"


def test_an_ideograph_is_as_wide_as_its_size_and_bold_digits_are_wider() -> None:
    assert fonts.width("国土", 2.5) == pytest.approx(5.0)
    assert fonts.width("", 2.5) == 0
    assert fonts.width("1234", 2.5, bold=True) > fonts.width("1234", 2.5)
    assert fonts.ascent(2.0) + 2.0 * fonts.DESCENT == pytest.approx(2.0)


def test_the_face_is_simplified_chinese_and_not_japanese() -> None:
    assert "SC" in (fonts.face().face.get_name(4) or "")
    japanese = fonts.Face(fonts.face().path, 0, bold=False)
    assert fonts.face().glyph("骨") != japanese.glyph("骨")


@given(st.text("国土整备（）《》，。GM-0123 ab", max_size=60), st.floats(0.5, 40))
def test_no_line_is_wider_than_its_room_unless_it_is_one_character(text: str, room: float) -> None:
    lines = fonts.wrap(text, 2.0, room)
    assert all(fonts.width(line, 2.0) <= room + 1e-9 or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("room", [9.0, 14.0, 20.0, 33.0])
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(room: float) -> None:
    lines = fonts.wrap(NAME, 2.5, room)
    assert len(lines) > 2
    assert not any(line[0] in "，。）》㎡" or line[-1] in "（《" for line in lines)


def test_latin_words_and_numbers_stay_whole_and_one_too_long_is_broken() -> None:
    assert fonts.wrap("地块GM-2024-0017号", 2.5, 18.0) == ["地块", "GM-2024-0017", "号"]
    assert len(fonts.wrap("A" * 40, 2.5, 20.0)) > 2
    assert fonts.wrap("甲\n乙", 2.5, 20.0) == ["甲", "乙"]


def test_a_text_of_ten_thousand_characters_is_wrapped_line_by_line() -> None:
    for text in ("国" * 10_000, "A" * 10_000, "《" * 5_000 + "》" * 5_000, "GM-1 " * 2_000):
        lines = fonts.wrap(text, 2.0, 50.0)
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert all(fonts.width(line, 2.0) <= 50 + 1e-6 for line in lines[:50])


def test_what_is_not_drawn_takes_no_room() -> None:
    assert fonts.drawn("a\u202eb\u200dc\ufe0fd\ne\ud800") == "abcd e\N{REPLACEMENT CHARACTER}"
    assert fonts.drawn("e\u0301") == "é"


def test_a_character_that_noto_lacks_comes_from_another_font_or_is_said_to_be_missing() -> None:
    (run,) = fonts.runs("\U0001f12f\U00020000"[1:])
    assert run.missing
    assert run.text == "\U00020000"
    assert fonts.width(run.text, 2.0) == pytest.approx(2.0)
    assert not fonts.runs("𰻞")[0].missing
