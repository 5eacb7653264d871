"""Names of files: whatever a thing is called, its file stays in its folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.cartography.sheets.file_names import check_pattern, file_name
from gis_core.errors import WrongUseError


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../etc/passwd", "etc_passwd"),
        ("a/b\\c:d*e?f", "a_b_c_d_e_f"),
        ("\x00\n\x1b[31m", "[31m"),
        ("..", "sheet"),
        ("", "sheet"),
        ("CON", "sheet_CON"),
        ("合水口（二期）", "合水口（二期）"),
        ("\u202egnp.exe", "gnp.exe"),
    ],
)
def test_hostile_names_become_plain_ones(name: str, file: str) -> None:
    assert file_name("{name}", {"name": name}) == file


@given(st.text(max_size=300), st.sampled_from(["{name}", "{title}_{name}", "x{name}"]))
def test_no_name_leads_out_of_the_folder(name: str, pattern: str) -> None:
    made = file_name(pattern, {"name": name, "title": name})
    assert (Path("/out") / f"{made}.pdf").resolve().parent == Path("/out")
    assert 0 < len(made.encode()) <= 150
    assert made.isprintable()


def test_a_pattern_with_unknown_fields_is_refused() -> None:
    check_pattern("{template}-{code}_{number}")
    for pattern in ("{template.__class__}", "{0}", "{nothing}", "{code!r}", "{", "{code:>99999999}"):
        with pytest.raises(WrongUseError, match="names: "):
            check_pattern(pattern)
