"""Opening an instance on a bare folder: cluster, roles, schema; held by many, stopped by the last."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from gis_core import db, migrate, opening
from gis_core.embedded import Cluster
from gis_core.errors import EnvironmentProblemError, WrongUseError
from gis_core.instance import Instance
from gis_core.opening import hold
from gis_core.settings import Settings


def settings(home: Path, **more: object) -> Settings:
    return Settings(home=home, **{"database_url": None, **more})  # type: ignore[arg-type]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder with a space and Chinese in its path."""
    folder = tmp_path / "规划 数据" / "one"
    yield folder
    cluster = Cluster(Instance(folder))
    cluster.stop()
    shutil.rmtree(cluster.folder, ignore_errors=True)


def test_a_bare_folder_becomes_a_migrated_instance_and_leaves_no_server_behind(home: Path) -> None:
    held = hold(settings(home))
    assert Cluster(held.instance).status().running
    assert migrate.current(held.instance) == opening.newest_revision()
    assert held.instance.secrets_file.stat().st_mode & 0o077 == 0
    held.release()
    assert not Cluster(held.instance).status().running


def test_two_holders_share_one_cluster_and_the_last_one_stops_it(home: Path) -> None:
    first = hold(settings(home))
    second = hold(settings(home))
    first.release()
    with db.connect(second.instance) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.release()
    assert not Cluster(second.instance).status().running


def test_what_db_start_left_running_goes_on_after_other_commands(home: Path) -> None:
    hold(settings(home), keep_running=True).release()
    held = hold(settings(home))
    held.release()
    assert Cluster(held.instance).status().running
    assert opening.stop(held.instance)
    assert not opening.stop(held.instance)


def test_an_interrupted_set_up_is_finished_by_the_next_one(home: Path) -> None:
    program = (
        f"from gis_core.opening import hold; from gis_core.settings import Settings; hold(Settings(home={str(home)!r}))"
    )
    for delay in (0.7, 1.2, 1.8, 2.6):
        child = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            child.wait(delay)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    held = hold(settings(home))
    assert migrate.current(held.instance) == opening.newest_revision()
    held.release()


def test_secrets_that_were_lost_are_asked_for_and_the_data_are_kept(home: Path) -> None:
    held = hold(settings(home))
    held.release()
    held.instance.secrets_file.rename(home / "elsewhere")
    cluster = Cluster(held.instance)
    if cluster.folder == held.instance.cluster:
        with pytest.raises(EnvironmentProblemError, match="restore"):
            hold(settings(home))
    else:
        hold(settings(home)).release()
    assert len(list(cluster.folder.parent.glob(f"{cluster.folder.name}*/data/PG_VERSION"))) >= 1


def test_a_taken_port_is_left_to_its_owner(home: Path) -> None:
    held = hold(settings(home))
    port = Cluster(held.instance).status().port
    held.release()
    assert port is not None
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        again = hold(settings(home))
        assert Cluster(again.instance).status().port != port
        with db.connect(again.instance) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        again.release()


def test_the_cluster_listens_on_loopback_only_and_asks_for_passwords(cluster: Instance) -> None:
    postmaster = int((Cluster(cluster).data / "postmaster.pid").read_text().split()[0])
    heard = [one for one in psutil.Process(postmaster).net_connections("all") if one.status == psutil.CONN_LISTEN]
    assert {one.laddr.ip for one in heard} == {"127.0.0.1"}
    wrong = db.dsn(cluster).replace(cluster.secret("app_dsn").split(":")[2].split("@")[0], "wrong")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(wrong)


def test_the_application_may_not_touch_schema_secrets_or_files(
    connection: psycopg.Connection[tuple[object, ...]],
) -> None:
    for statement in (
        "CREATE TABLE public.mine (x int)",
        "DROP TABLE parcels",
        "COPY parcels TO '/tmp/x'",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
        "ALTER TABLE parcels DISABLE TRIGGER ALL",
        "CREATE ROLE mine",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute(statement)


def test_another_place_is_founded_with_its_own_crs_extent_and_zone(home: Path) -> None:
    held = hold(settings(home, crs="EPSG:32611", extent=(-118.6, 33.9, -118.1, 34.3), name="Los Angeles"))
    place = held.instance.place
    assert (place.srid, place.name.zh, place.time.zone) == (32611, "Los Angeles", "Etc/GMT+8")
    with db.connect(held.instance) as connection:
        row = connection.execute("SELECT Find_SRID('public', 'parcels', 'geom')").fetchone()
        assert row == (32611,)
    held.release()
    with pytest.raises(WrongUseError, match="fixed"):
        hold(settings(home, crs="EPSG:4547"))
    said: list[str] = []
    hold(settings(home, extent=(-118, 33, -117, 34), name="Los Angeles"), say=said.append).release()
    (vain,) = [each for each in said if "passed over" in each]
    assert vain.startswith("MATIAN_EXTENT passed over")
    assert "within -118.6,33.9,-118.1,34.3" in vain


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"crs": "EPSG:4326", "extent": (0, 0, 1, 1)}, "not projected in metres"),
        ({"crs": "EPSG:999999", "extent": (0, 0, 1, 1)}, "unknown CRS"),
        ({"crs": "EPSG:3857", "extent": (14.3, 50.0, 14.5, 50.1)}, "by 143% in this extent"),
        ({"crs": "EPSG:3857", "extent": (0, 0, 0.1, 0.1)}, "differ from those on the ground"),
        ({"crs": "EPSG:3347", "extent": (-80, 43, -79, 44)}, "survey CRS of the place"),
        ({"crs": "EPSG:32611"}, "MATIAN_EXTENT"),
        ({"crs": "EPSG:5513", "extent": (14.3, 50.0, 14.5, 50.1)}, "counts to the south and west"),
        ({"crs": "EPSG:32611", "extent": (113, 22, 114, 23)}, "outside the area"),
        ({"crs": "EPSG:32611", "extent": (-118, 34, -119, 33)}, "west, south, east, north"),
        ({"crs": "EPSG:32760", "extent": (179, -20, -179, -18)}, "180th meridian"),
        (
            {"crs": "EPSG:2263", "extent": (-74.1, 40.6, -73.8, 40.9)},
            "survey: EPSG:2263 is not projected",
        ),
        ({"crs": "EPSG:32611", "extent": (-118.6, 33.9, -118.1, 34.3), "time_zone": "Mars/Olympus"}, "time zone"),
    ],
)
def test_a_place_that_cannot_be_is_refused_before_anything_is_made(
    tmp_path: Path, more: dict[str, object], said: str
) -> None:
    with pytest.raises(WrongUseError, match=said):
        hold(settings(tmp_path / "x", **more))
    assert not (tmp_path / "x" / "place.toml").exists()


def test_a_home_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentProblemError, match="MATIAN_HOME"):
        hold(settings(tmp_path / "file" / "home"))
