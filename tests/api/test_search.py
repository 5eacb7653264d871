"""Search by code, name and pinyin initials."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from gis_core.features.search import initials_pattern


def found(client: httpx.Client, q: str, **parameters: Any) -> list[dict[str, Any]]:
    answer = client.get("/api/search", params={"q": q, **parameters})
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


@pytest.mark.parametrize("q", ["马田公园", "田公", "mtgy", "tgy", "MTGY", "ｍｔｇｙ", "G-1", "g-1", "  马田公园 "])
def test_a_park_is_found_by_name_code_or_initials(viewer: httpx.Client, q: str) -> None:
    first = found(viewer, q)[0]
    assert (first["layer"], first["code"], first["name"]) == ("pocket_parks", "G-1", "马田公园")
    assert first["label"]["zh"]
    west, south, east, north = first["bbox"]
    assert 113.8 < west < first["center"][0] < east < 114
    assert 22.7 < south < first["center"][1] < north < 22.8


def test_the_whole_code_comes_before_its_beginnings(viewer: httpx.Client) -> None:
    assert [row["code"] for row in found(viewer, "P-0", limit=3)] == ["P-01", "P-02", "P-03"]
    assert found(viewer, "p-07")[0]["code"] == "P-07"
    assert len(found(viewer, "P-")) == 11


@pytest.mark.parametrize("q", ["%", "_", "P-%", ".*", "[马]", "mtgz", "P-12"])
def test_patterns_mean_themselves_and_what_is_gone_is_not_found(viewer: httpx.Client, q: str) -> None:
    assert found(viewer, q) == []


def test_a_character_with_several_readings_is_found_by_each() -> None:
    import re

    for initials in ("cqj", "zqj"):
        pattern = initials_pattern(initials)
        assert pattern is not None
        assert re.search(pattern, "重庆街"), initials
    assert initials_pattern("a1") is None
    assert initials_pattern("m") is None
