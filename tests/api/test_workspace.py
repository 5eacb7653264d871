"""The analysts' workspace through the API: the same as on the machine itself, with the rights of its token."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal

from api.roles import Role
from gis_core import workspace
from gis_core.errors import EnvironmentProblemError, NotAllowedError, NotFoundError, WrongUseError
from gis_core.instance import Instance
from gis_core.jobs.beside import worker_beside
from gis_core.siting.rasters.cog import write_cog
from gis_core.siting.rasters.grid import Grid
from gis_core.siting.rasters.shown import path_for
from gis_core.workspace import Workspace, remote
from gis_core.workspace.local import LocalRecords
from gis_core.workspace.records import Records
from gis_core.workspace.remote import RemoteRecords
from tests.api.serving import EAST, NORTH, Running, serving

MADE_UP, TWO_LINES = "made-up", "two\r\nlines: 1"


@pytest.fixture(scope="module")
def here(served: Instance) -> Iterator[Workspace]:
    """The workspace of the instance on this machine."""
    with workspace.open(served) as space:
        yield space


@pytest.fixture(scope="module")
def there(server: Running) -> Iterator[Workspace]:
    """The workspace of the same instance, as a viewer sees it through the API."""
    with workspace.open(server.url, token=server.token(Role.VIEWER)) as space:
        yield space


@pytest.mark.parametrize("times", [{}, {"at": "2024-06-30"}, {"at": "2024-06-30", "known": "2020-01-01"}])
def test_a_layer_is_the_same_either_way(
    here: Workspace, there: Workspace, times: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "PAGE", 5)  # so that it takes several pages
    ours, theirs = here.layer("parcels", **times), there.layer("parcels", **times)
    assert len(ours) == (0 if "known" in times else 11)
    assert theirs.attrs == ours.attrs
    assert_geodataframe_equal(theirs, ours, check_dtype=len(ours) > 0, check_less_precise=True)


def test_columns_are_of_the_same_kinds_either_way(demo_instance: Instance, demo_server: Running) -> None:
    with (
        workspace.open(demo_instance) as here,
        workspace.open(demo_server.url, token=demo_server.token(Role.VIEWER)) as there,
    ):
        for name in ("plan_parcels", "consolidation_projects", "transit_stations", "roads"):
            ours, theirs = here.layer(name), there.layer(name)
            assert len(ours) > 5
            assert_frame_equal(theirs.drop(columns="geometry"), ours.drop(columns="geometry"))
            assert theirs.geometry.hausdorff_distance(ours.geometry).max() < 1e-4, "to 0.1 mm"


def test_layers_figures_and_bounds_are_the_same_either_way(here: Workspace, there: Workspace) -> None:
    assert_frame_equal(there.layers(), here.layers())
    assert there.layers().loc["parcels", "rows"] == 11
    assert_frame_equal(there.figures(2023), here.figures(2023))
    assert there.place == here.place
    ours, theirs = here.bounds(["parcels", "pocket_parks"]), there.bounds(["parcels", "pocket_parks"])
    assert ours is not None
    assert theirs == pytest.approx(ours, abs=remote.FINE)
    assert here.bounds(["water"]) is None
    assert there.bounds(["water"]) is None


def test_a_figure_comes_with_its_evidence_and_shapes_either_way(demo_instance: Instance, demo_server: Running) -> None:
    with (
        workspace.open(demo_instance) as here,
        workspace.open(demo_server.url, token=demo_server.token(Role.VIEWER)) as there,
    ):
        ours, theirs = (space.figure("completed_area", year=2024) for space in (here, there))
        assert ours.hectares == theirs.hectares == pytest.approx(40.6, abs=0.05)
        assert ours.evidence["amount"].sum() == pytest.approx(ours.value)
        assert_frame_equal(theirs.evidence, ours.evidence)
        assert ours.shapes.crs == theirs.shapes.crs == "EPSG:4547"
        assert ours.shapes.geometry.area.sum() == pytest.approx(ours.value, rel=1e-3)
        assert "40.60" in theirs._repr_html_()
        assert here.figure("funds_paid", year=2024).value > 0
        with pytest.raises(NotAllowedError, match="funds_paid"):
            there.figure("funds_paid", year=2024)
        for space in (here, there):
            with pytest.raises(WrongUseError, match="completed_area"):
                space.figure("made_up", year=2024)
            with pytest.raises(WrongUseError, match="nowhere"):
                space.figure("completed_area", year=2024, community="nowhere")


def test_a_raster_is_numbers_with_a_profile_either_way(served: Instance, here: Workspace, there: Workspace) -> None:
    cells = np.tile(np.linspace(0, 50, 40, dtype=np.float32), (30, 1))
    cells[20:] = np.nan
    grid = Grid.over((EAST, NORTH, EAST + 400, NORTH + 300), 10, "EPSG:4547")
    path = path_for(served, "gentle")
    write_cog(path, [cells[None]], grid, nodata=float("nan"), predictor=3, unit="%", made={"what": "slope"})
    for space in (here, there):
        found = space.raster("gentle")
        np.testing.assert_array_equal(found.values, cells)
        assert (found.unit, found.bounds) == ("%", (EAST, NORTH, EAST + 400, NORTH + 300))
        assert found.profile["crs"].to_epsg() == 4547
        assert "data:image/png;base64," in found._repr_html_()
        assert space.rasters().loc["gentle", "unit"] == "%"
        with pytest.raises(NotFoundError, match="steep"):
            space.raster("steep")


def test_tiles_are_those_of_the_map_either_way(here: Workspace, there: Workspace) -> None:
    names = ["parcels", "pocket_parks"]
    span = here.bounds(names)
    assert span is not None
    from gis_core.tiles.grid import tile_at

    tile = tile_at(span[0] + 0.0002, span[1] + 0.0002, 15)
    for at in (None, "2024-06-30"):
        assert here.tile(names, 15, tile.x, tile.y, at=at) == there.tile(names, 15, tile.x, tile.y, at=at) != b""
    assert here.tile(names, 15, 0, 0) == there.tile(names, 15, 0, 0) == b""


def test_what_is_wrong_is_said_in_one_sentence(server: Running, there: Workspace) -> None:
    with pytest.raises(NotFoundError, match="parcel5"):
        there.layer("parcel5")
    with pytest.raises(NotFoundError, match="there is no layer"):
        there.layer("../place")
    with pytest.raises(WrongUseError, match="2024-13-01"):
        there.layer("parcels", at="2024-13-01")
    with pytest.raises(NotAllowedError, match="takes no SQL"):
        there.query("SELECT 1")
    with pytest.raises(NotAllowedError, match="is a server"):
        assert there.instance
    with pytest.raises(NotAllowedError, match="role planner"):
        there.siting("pocket_park")
    with pytest.raises(NotAllowedError, match="unknown, revoked or over"):
        workspace.open(server.url, token=MADE_UP)
    with pytest.raises(WrongUseError, match="no token"):
        workspace.open(server.url, token=TWO_LINES)
    with pytest.raises(WrongUseError, match="asks for a token"):
        workspace.open(server.url, token=None)
    with pytest.raises(WrongUseError, match="no address"):
        workspace.open("ftp://127.0.0.1", token=MADE_UP)
    with pytest.raises(EnvironmentProblemError, match="doesn't answer"):
        workspace.open("http://127.0.0.1:9", token=MADE_UP)


class Elsewhere(BaseHTTPRequestHandler):
    """A server that isn't ours: busy at first, then a page for people."""

    asked = 0

    def do_GET(self) -> None:
        """Answer."""
        Elsewhere.asked += 1
        body = b"<html>welcome</html>"
        self.send_response(503 if Elsewhere.asked == 1 else 200)
        self.send_header("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_server_that_isnt_ours_is_said_to_be_none() -> None:
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as elsewhere:
        Thread(target=elsewhere.serve_forever, daemon=True).start()
        with pytest.raises(EnvironmentProblemError, match="is it one of our servers"):
            workspace.open(f"http://127.0.0.1:{elsewhere.server_port}", token=MADE_UP)
        elsewhere.shutdown()
    assert Elsewhere.asked == 2


def test_every_method_says_what_it_means_once(here: Workspace, there: Workspace) -> None:
    """A notebook shows the same words and the same parameters for both; what answers has no options of its own."""
    assert type(here) is type(there) is Workspace
    offered = {name: member for name, member in vars(Workspace).items() if not name.startswith("_")}
    assert len(offered) > 15
    for name, member in offered.items():
        assert (member.__doc__ or "").strip(), name
    answering = {name for name in vars(Records) if not name.startswith("_")}
    assert len(answering) > 10
    for records in (LocalRecords, RemoteRecords):
        assert {name for name in dir(records) if not name.startswith("_")} | {"place", "instance"} == answering


def test_the_token_is_nowhere_to_be_seen(server: Running, there: Workspace) -> None:
    shown = repr(there) + there._repr_html_() + repr(there._records)
    assert "马田街道" in shown
    assert "test-viewer (viewer)" in shown
    assert server.token(Role.VIEWER) not in shown


def test_a_page_of_tiles_is_one_file_that_holds_them_all(there: Workspace, tmp_path: Path) -> None:
    look = there.look("parcels", "pocket_parks")
    page = look.save(tmp_path / "look.html").read_text(encoding="utf-8")
    held = json.loads(page.split('id="document">')[1].split("</script>")[0])
    assert len(held["tiles"]) > 2
    assert {layer["name"] for layer in held["layers"]} == {"parcels", "pocket_parks"}
    assert [path.name for path in tmp_path.iterdir()] == ["look.html"]
    with pytest.raises(WrongUseError, match="at least one layer"):
        there.look()


@pytest.fixture
def working(served: Instance, server: Running) -> Iterator[None]:
    """A worker that runs the server's jobs."""
    with worker_beside(served, 1):
        yield


@pytest.mark.timeout(300)
def test_a_sheet_made_by_the_server_is_the_same_file(
    here: Workspace, server: Running, working: None, tmp_path: Path
) -> None:
    order = {"layer": "parcels", "filter": "code = 'P-05'", "scale": 1000, "paper": "A4", "format": "svg"}
    with workspace.open(server.url, token=server.token(Role.PLANNER)) as there:
        (theirs,) = there.sheets(tmp_path / "theirs", "land_use", **order)
        (ours,) = here.sheets(tmp_path / "ours", "land_use", **order)
        assert theirs.name == ours.name
        assert theirs.read_text(encoding="utf-8").count("<path") == ours.read_text(encoding="utf-8").count("<path") > 5
        pictures = there.sheets(tmp_path / "pictures", "land_use", **order | {"format": "png", "dpi": 60})
        assert [path.suffix for path in pictures] == [".png"]


@pytest.mark.timeout(300)
def test_a_scenario_is_answered_alike_either_way(demo_instance: Instance, own_demo: Callable[[str], Instance]) -> None:
    own = own_demo("siting_either_way")  # a server keeps every run
    shutil.copytree(demo_instance.files, own.files, dirs_exist_ok=True)
    with (
        serving(own) as server,
        worker_beside(own, 1),
        workspace.open(own) as here,
        workspace.open(server.url, token=server.token(Role.PLANNER)) as there,
    ):
        question = {**there.siting_preset("pocket_park"), "at": "2025-06-30", "robustness": None, "allocation": None}
        ours, theirs = here.siting(question), there.siting(question)
    assert theirs.run is not None
    assert_frame_equal(theirs.ranked.drop(columns="geometry"), ours.ranked.drop(columns="geometry"))
    assert_frame_equal(theirs.funnel, ours.funnel)
    assert_frame_equal(theirs.criteria, ours.criteria)
    assert "现状用途" in set(theirs.funnel["zh"])
    assert theirs.answer.shapes.area.sum() == pytest.approx(ours.answer.shapes.area.sum(), rel=1e-4)
