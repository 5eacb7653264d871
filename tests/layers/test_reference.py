"""The page of the layers is the one that their declarations give, and it names them all."""

from __future__ import annotations

from pathlib import Path

from layers.reference import markdown
from layers.registry import all_layers

PAGE = Path(__file__).parents[2] / "docs" / "layers.md"


def test_the_page_is_what_the_declarations_give() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), "run ./matian python -m layers.reference > docs/layers.md"


def test_the_page_names_every_layer_field_code_and_source() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert all_layers()
    for layer in all_layers().values():
        section = page.split(f"### `{layer.name}` ")[1].split("\n#")[0]
        assert layer.source in section
        for field in layer.fields:
            assert f"| `{field.name}`" in section, (layer.name, field.name)
            for row in field.codes.codes if field.codes else ():
                assert f"| `{row.code}` | {row.label.zh}" in page, (layer.name, row.code)
