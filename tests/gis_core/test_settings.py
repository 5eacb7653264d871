"""Settings: each documented, each refused with its name when it can't be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gis_core.errors import WrongUseError
from gis_core.settings import Settings, load_settings

TABLE = Path(__file__).parents[2] / "docs" / "settings.md"


def documented() -> dict[str, tuple[str, str]]:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", TABLE.read_text(encoding="utf-8"), re.M)
    return {name: (default.strip("`"), meaning) for name, default, meaning in rows}


def variable(name: str) -> str:
    return "DATABASE_URL" if name == "database_url" else f"MATIAN_{name.upper()}"


def test_every_setting_is_a_row_of_the_table_with_its_own_words() -> None:
    fields = Settings.model_fields
    assert len(fields) > 10
    told = documented()
    assert set(told) == {variable(name) for name in fields}
    for name, field in fields.items():
        assert told[variable(name)][1] == field.description


def test_documented_defaults_are_the_real_ones() -> None:
    for name, field in Settings.model_fields.items():
        shown = documented()[variable(name)][0]
        if isinstance(field.default, int | float | str) and not isinstance(field.default, bool):
            assert shown == f"{field.default:g}" if not isinstance(field.default, str) else shown == field.default


@pytest.mark.parametrize(
    ("name", "value"),
    [("MATIAN_PORT", "http"), ("MATIAN_PORT", "70000"), ("MATIAN_EXTENT", "1,2,3"), ("MATIAN_WORKERS", "0")],
)
def test_an_impossible_value_is_refused_with_the_name_of_its_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongUseError, match=name):
        load_settings()


def test_a_variable_wins_over_the_instances_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.toml").write_text("port = 9001\nworkers = 3\n")
    monkeypatch.setenv("MATIAN_HOME", str(tmp_path))
    monkeypatch.setenv("MATIAN_PORT", "9002")
    settings = load_settings()
    assert (settings.port, settings.workers) == (9002, 3)
