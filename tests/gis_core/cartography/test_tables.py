"""Tables on paper."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from gis_core.cartography import fonts, tables
from gis_core.cartography.scene import Text
from gis_core.cartography.tables import Column, Laid, Look
from gis_core.cartography.trimming import text_box
from gis_core.errors import WrongUseError
from layers.base import Label

COLUMNS = (
    Column(Label("点号", "点号"), 14, across="centre"),
    Column(Label("X(m)", "X(m)"), across="right", write=",.3f"),
    Column(Label("Y(m)", "Y(m)"), across="right", write=",.3f"),
    Column(Label("备注", "备注"), weight=1.5),
)
BOX = (20.0, 20.0, 120.0, 90.0)
REMARK = "转角处界址点位于道路红线与河道蓝线的交点，已现场核实"


def points(count: int) -> list[tuple[str, float, float, str | None]]:
    return [(f"J{at + 1}", 2510000.5 + at, 484000.25, REMARK if at % 4 == 0 else None) for at in range(count)]


def said(page: Laid) -> list[str]:
    return [item.text for item in page.items if isinstance(item, Text)]


@pytest.mark.parametrize("grid", [True, False])
def test_every_row_stands_on_one_page_below_the_headings_and_within_the_box(grid: bool) -> None:
    pages = tables.lay(COLUMNS, points(57), [BOX], Look(grid=grid))
    assert len(pages) > 2
    assert [(page.first, page.last) for page in pages] == [
        (a, b) for a, b in zip([0, *(page.last for page in pages)], [page.last for page in pages], strict=False)
    ]
    assert pages[-1].last == 57
    names = [text for page in pages for text in said(page) if text.startswith("J")]
    assert names == [f"J{at + 1}" for at in range(57)]
    for page in pages:
        assert said(page)[:4] == ["点号", "X(m)", "Y(m)", "备注"]
        assert page.bottom >= BOX[1] - 1e-9
        texts = [text_box(item) for item in page.items if isinstance(item, Text)]
        assert all(box(*BOX).contains(text) for text in texts)
        assert not any(a.intersects(b) for at, a in enumerate(texts) for b in texts[:at])


def test_long_cells_wrap_and_nothing_of_them_is_lost() -> None:
    (page,) = tables.lay(COLUMNS, points(1), [BOX])
    assert "".join(said(page)[7:]) == REMARK
    assert said(page)[4:7] == ["J1", "2,510,000.500", "484,000.250"]
    assert page.bottom < 90 - 3 * Look().size * tables.LEADING


def test_a_row_higher_than_a_page_is_split() -> None:
    long = REMARK * 40
    pages = tables.lay(COLUMNS, [("J1", 1.0, 2.0, long), ("J2", 1.0, 2.0, None)], [BOX])
    assert len(pages) > 1
    text = "".join(text for page in pages for text in said(page)[4:])
    assert text.replace("J1", "").replace("1.0002.000", "").startswith(long[:50])
    assert text.count("核实") == 40
    assert sum(page.last - page.first for page in pages) == 2


def test_a_table_goes_on_in_the_next_box() -> None:
    small, large = (0.0, 0.0, 100.0, 20.0), (0.0, 0.0, 100.0, 200.0)
    pages = tables.lay(COLUMNS, points(60), [small, large])
    assert pages[0].last < 5
    assert pages[1].last - pages[1].first > 20


def test_a_table_without_rows_is_its_headings() -> None:
    (page,) = tables.lay(COLUMNS, [], [BOX])
    assert said(page) == ["点号", "X(m)", "Y(m)", "备注"]


def test_numbers_stand_right_and_shares_fill_the_width() -> None:
    (page,) = tables.lay(COLUMNS, points(2), [BOX])
    numbers = [item for item in page.items if isinstance(item, Text) and item.text.endswith(".250")]
    assert {item.across for item in numbers} == {"right"}
    assert numbers[0].x == pytest.approx(20 + 14 + 2 * (100 - 14) / 3.5 - Look().padding)
    assert fonts.width(numbers[0].text, numbers[0].size) < 86 / 3.5


def test_what_has_no_room_or_not_all_values_is_refused() -> None:
    with pytest.raises(WrongUseError, match="doesn't fit"):
        tables.lay(COLUMNS, points(1), [(0, 0, 100, 5)])
    with pytest.raises(WrongUseError, match=r"row 1 .* 3 values for 4 columns"):
        tables.lay(COLUMNS, [("J1", 1.0, 2.0)], [BOX])
