"""Styles as SLD, for programs that read no QML: one rule a feature, in its code's own colour."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from gis_core.cartography.sld import sld
from layers.base import Layer
from layers.registry import all_layers

SLD, OGC = "{http://www.opengis.net/sld}", "{http://www.opengis.net/ogc}"
DRAWN = [layer for layer in all_layers().values() if layer.style is not None]
Node = ElementTree.Element


def holds(test: Node, value: str) -> bool:
    """Whether a filter holds for a value, as Filter Encoding 1.0 says it."""
    kind = test.tag.removeprefix(OGC)
    if kind in ("Filter", "And"):
        return all(holds(part, value) for part in test)
    if kind == "Not":
        return not holds(test[0], value)
    literal = str(test.findtext(f"{OGC}Literal"))
    return value.startswith(literal.removesuffix("*")) if kind == "PropertyIsLike" else value == literal


def rules(layer: Layer) -> list[Node]:
    return list(ElementTree.fromstring(sld(layer)).iter(f"{SLD}Rule"))  # noqa: S314  (ours)


@pytest.mark.parametrize("layer", DRAWN, ids=lambda layer: layer.name)
def test_each_code_is_drawn_by_one_rule_that_bears_its_name(layer: Layer) -> None:
    assert len(DRAWN) > 15
    found = rules(layer)
    listed = layer.field_named(layer.style.by).codes if layer.style and layer.style.by else None
    if listed is None:
        assert len(found) == 1
        assert found[0].find(f"{OGC}Filter") is None
        return
    assert len(found) == len(listed.codes) + 1
    assert found[-1].find(f"{SLD}ElseFilter") is not None
    for code in listed.codes:
        held = [rule for rule in found if (test := rule.find(f"{OGC}Filter")) is not None and holds(test, code.code)]
        assert [rule.findtext(f"{SLD}Name") for rule in held] == [f"{code.label.zh} {code.label.en}"], code.code
        if code.colour:
            assert code.colour in {node.text for node in held[0].iter(f"{SLD}CssParameter")}


def test_an_unlisted_code_is_drawn_as_the_one_it_begins_with() -> None:
    test = [rule for rule in rules(all_layers()["parcels"])
            if (one := rule.find(f"{OGC}Filter")) is not None and holds(one, "070102")]  # fmt: skip
    assert [rule.findtext(f"{SLD}Name") for rule in test] == ["城镇住宅用地 Urban residential"]
