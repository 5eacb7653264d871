"""A map that was exported as one file, in a browser that reaches no host: it is drawn, and no name in it is run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from gis_core import db
from gis_core.instance import Instance

pytestmark = pytest.mark.web
HOSTILE = "</script><img src=x onerror='window.hacked = 1'>马田"


def test_an_exported_map_opens_alone_and_runs_no_name(
    fresh_instance: Callable[..., Instance], matian: Callable[..., Any], chromium: Browser, tmp_path: Path
) -> None:
    instance = fresh_instance("map")
    with db.connect(instance) as connection:
        connection.execute(
            "INSERT INTO parcels (code, name, land_use, geom)"
            " VALUES ('A', %s, '1001', st_multi(st_makeenvelope(488000, 2519000, 488100, 2519100, 4547)))",
            [HOSTILE],
        )
    out = tmp_path / "地图.html"
    ran = matian(instance, "export", "map", "--layer", "parcels", "--filter", "code = 'A'", "--out", out, "--json")
    assert ran.json == {"layers": ["parcels"], "out": str(out), "features": 1}
    context = chromium.new_context(viewport={"width": 800, "height": 600}, offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(out.as_uri())
    expect(page.locator(".legend")).to_contain_text("工业用地")
    page.mouse.move(390, 290)
    page.mouse.move(400, 300)
    expect(page.locator(".leaflet-tooltip")).to_contain_text(HOSTILE)
    assert page.evaluate("window.hacked") is None
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []
    context.close()
    with db.connect(instance) as connection:
        events = [row[0] for row in connection.execute("SELECT event FROM export_log ORDER BY id")]
    assert events == ["asked", "finished"]


def test_a_map_that_cannot_be_is_refused(
    fresh_instance: Callable[..., Instance], matian: Callable[..., Any], tmp_path: Path
) -> None:
    instance = fresh_instance("no_map")
    for arguments, blamed in (
        (["--layer", "nothing", "--out", "a.html"], "--layer nothing: there is no such layer"),
        (["--layer", "parcels", "--layer", "roads", "--filter", "code = 'A'", "--out", "a.html"], "--filter: "),
        (["--layer", "parcels", "--out", "nowhere/a.html"], "--out: no file can be written at "),
    ):
        ran = matian(instance, "export", "map", *arguments, cwd=tmp_path)
        assert ran.code == 2
        assert blamed in ran.err
        assert "Traceback" not in ran.err
    assert list(tmp_path.iterdir()) == []
