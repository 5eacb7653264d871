"""An export by its log: asked for, approved by another, made whole or not at all, fetched by its owner, removed."""

from __future__ import annotations

import datetime as dt
import errno
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gis_core import db
from gis_core.errors import EnvironmentProblemError, NotAllowedError, NotFoundError, RefusedInputError
from gis_core.exports import log
from gis_core.exports.ask import ask, decide
from gis_core.exports.data import ask_for_data
from gis_core.exports.downloads import fetch, sign
from gis_core.exports.log import Export
from gis_core.exports.making import folder_of, making
from gis_core.exports.rules import CLASSIFICATIONS, MOST_ROWS, mark, needs_approval, strictest, weighed
from gis_core.exports.sweeping import sweep
from gis_core.instance import Instance
from gis_core.selection.selection import Selection
from layers.access import ROLES
from layers.base import Classification, Label

SOON = dt.timedelta(hours=1)


@pytest.fixture(scope="module")
def office(fresh_instance: Callable[..., Instance]) -> Instance:
    """An empty instance for this file's exports."""
    return fresh_instance("exports")


def asked(
    office: Instance,
    who: str = "anna",
    role: str = "officer",
    rows: int = 10,
    classification: Classification = "internal",
) -> Export:
    """Ask for an export of a kind of job that nobody runs here."""
    with db.connect(office, who=who) as connection:
        return ask(
            connection,
            kind="data",
            what={"layer": "parcels"},
            classification=classification,
            rows=rows,
            job_kind="export_data",
            arguments={"layer": "parcels"},
            role=role,
        )


def made(office: Instance, number: int, content: bytes = b"whole") -> Export:
    """Make an export's one file."""
    with making(office, number, who="anna") as work:
        (work.folder / "a.csv").write_bytes(content)
        work.rows, work.losses = 10, [Label("失", "lost")]
    return state(office, number)


def state(office: Instance, number: int) -> Export:
    with db.connect(office) as connection:
        return log.find(connection, number)


def test_the_rules_know_every_role_and_every_classification() -> None:
    assert set(MOST_ROWS) == set(ROLES)
    for role, most in MOST_ROWS.items():
        assert set(most) == set(CLASSIFICATIONS), role
        limits = list(most.values())
        assert limits == sorted(limits, reverse=True), "what is secret never goes out more easily"
    for role in ROLES:
        assert needs_approval(role, "secret", 1) is not None
    assert needs_approval("viewer", "internal", 2_000) is None
    assert "2,001" in str(needs_approval("viewer", "internal", 2_001))
    assert [mark(text) for text in (None, "公开", "INTERNAL", "秘密", "whatever")] == [
        *("internal", "public", "internal", "secret", "secret")
    ]
    assert strictest("public", "restricted", "internal") == "restricted"


@pytest.mark.parametrize(
    ("role", "parts", "measured"),
    [
        ("viewer", [("internal", 1_000), ("internal", 1_001)], ("internal", 2_001)),
        ("viewer", [("public", 9_000), ("internal", 10)], ("internal", 10)),
        ("planner", [("internal", 50_000), ("restricted", 500)], ("internal", 50_500)),
        ("planner", [("internal", 1), ("restricted", 501)], ("restricted", 501)),
        ("lead", [("public", 5), ("secret", 0)], ("secret", 0)),
    ],
)
def test_several_parts_are_measured_so_that_none_goes_out_more_easily(
    role: str, parts: list[tuple[Classification, int]], measured: tuple[Classification, int]
) -> None:
    assert weighed(role, parts) == measured


def test_within_the_rules_a_job_is_queued_at_once(office: Instance) -> None:
    export = asked(office)
    assert (export.state, export.who, export.role) == ("queued", "anna", "officer")
    with db.connect(office) as connection:
        row = connection.execute("SELECT who, role, arguments FROM jobs.jobs WHERE id = %s", [export.job]).fetchone()
    assert row == ("anna", "officer", {"layer": "parcels", "export": export.id})


def test_beyond_the_rules_it_waits_for_somebody_else(office: Instance) -> None:
    export = asked(office, rows=10**6)
    assert (export.state, export.job) == ("waiting", None)
    with db.connect(office, who="berta") as connection:
        with pytest.raises(NotAllowedError, match="lead"):
            decide(connection, export.id, approve=True, reason=None, who="berta", role="analyst")
        with pytest.raises(RefusedInputError, match="why"):
            decide(connection, export.id, approve=False, reason=" ", who="berta", role="lead")
        approved = decide(connection, export.id, approve=True, reason="项目需要", who="berta", role="lead")
    assert (approved.state, approved.decided_by, approved.reason) == ("queued", "berta", "项目需要")
    with db.connect(office) as connection:
        row = connection.execute("SELECT who, role FROM jobs.jobs WHERE id = %s", [approved.job]).fetchone()
    assert row == ("anna", "officer"), "it is made under the rights of whoever asked"
    with (
        db.connect(office, who="carla") as connection,
        pytest.raises(RefusedInputError, match="doesn't wait"),
    ):
        decide(connection, export.id, approve=False, reason="zu spät", who="carla", role="administrator")


@pytest.fixture(scope="module")
def full(fresh_instance: Callable[..., Instance]) -> Instance:
    """An instance with 3,000 parcels, of which a viewer may take 2,000 without an approval."""
    instance = fresh_instance("full")
    with db.connect(instance) as connection:
        connection.execute(
            "INSERT INTO parcels (code, valid_from, land_use, geom)"
            " SELECT 'P' || n, '2020-01-01', CASE WHEN n <= 1500 THEN '0701' ELSE '1001' END,"
            " st_multi(st_makeenvelope(488000 + n, 2519000, 488001 + n, 2519001, 4547)) FROM generate_series(1, 3000) n"
        )
    return instance


def ask_for_parcels(instance: Instance, text: str, *, who: str, format_name: str = "csv") -> Export:
    """Ask as a viewer for the parcels of a filter."""
    with db.connect(instance, who=who) as connection:
        return ask_for_data(
            connection,
            instance.place,
            [Selection("parcels", (text,), dt.date(2026, 1, 1))],
            format_name=format_name,
            crs=None,
            encoding=None,
            purpose=None,
            role="viewer",
        )


def test_many_small_exports_wait_like_the_large_one_that_they_are(full: Instance) -> None:
    assert ask_for_parcels(full, "land_use = '0701'", who="anna").state == "queued"
    assert ask_for_parcels(full, "land_use = '0701'", who="anna", format_name="gpkg").state == "queued", (
        "the same again"
    )
    rest = ask_for_parcels(full, "land_use = '1001'", who="anna")
    assert (rest.state, rest.asked["rows"]) == ("waiting", 1_500)
    assert "24 hours: 3,000 rows of internal data" in rest.asked["why"]["en"]
    assert ask_for_parcels(full, "land_use = '1001'", who="berta").state == "queued", "somebody else"
    with db.connect(full, who="carla") as connection:
        assert decide(connection, rest.id, approve=True, reason=None, who="carla", role="lead").state == "queued"
    few = ask_for_parcels(full, "code = 'P2000'", who="anna")
    assert few.state == "queued", "what was approved counts no more"


def test_what_failed_or_is_a_day_old_does_not_count(full: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = ask_for_parcels(full, "land_use = '0701'", who="dora")
    with db.connect(full, who="dora") as connection:
        log.write(connection, "failed", failed.id, error="no room")
    assert ask_for_parcels(full, "land_use = '1001'", who="dora").state == "queued"
    assert ask_for_parcels(full, "land_use = '0701'", who="dora").state == "waiting"
    monkeypatch.setattr("gis_core.exports.ask.COUNTED_TOGETHER", dt.timedelta(0))
    assert ask_for_parcels(full, "land_use = '0701'", who="dora").state == "queued"


def test_two_halves_asked_for_at_once_do_not_both_pass(full: Instance) -> None:
    states = []
    with ThreadPoolExecutor(4) as threads:
        asked_at_once = [
            threads.submit(ask_for_parcels, full, f"land_use = '{use}' AND code <> 'P{n}'", who="emil")
            for n, use in enumerate(("0701", "1001", "0701", "1001"), start=9000)
        ]
        states = sorted(asked.result().state for asked in asked_at_once)
    assert states == ["queued", "waiting", "waiting", "waiting"]


def test_two_leads_who_decide_at_once_do_not_both_decide(full: Instance) -> None:
    waiting = ask_for_parcels(full, "TRUE", who="fred")

    def decided(who: str, approve: bool) -> str:
        with db.connect(full, who=who) as connection:
            try:
                return decide(connection, waiting.id, approve=approve, reason="因此", who=who, role="lead").state
            except RefusedInputError:
                return "too late"

    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(decided, ("g", "h", "i", "j"), (True, False, True, False)))
    assert sorted(told)[-3:] == ["too late"] * 3, told
    with db.connect(full) as connection:
        said = connection.execute(
            "SELECT count(*) FROM export_log WHERE export = %s AND event IN ('approved', 'refused')", [waiting.id]
        ).fetchone()
    assert said == (1,)


def test_nobody_decides_on_his_own(office: Instance) -> None:
    export = asked(office, who="lena", role="lead", classification="secret")
    with db.connect(office, who="lena") as connection, pytest.raises(NotAllowedError, match="your own"):
        decide(connection, export.id, approve=True, reason=None, who="lena", role="lead")
    with db.connect(office, who="berta") as connection:
        refused = decide(connection, export.id, approve=False, reason="nein", who="berta", role="lead")
    assert (refused.state, refused.reason, refused.job) == ("refused", "nein", None)


def test_the_log_is_never_changed(office: Instance) -> None:
    export = asked(office)
    for statement in (
        "UPDATE export_log SET who = 'x'",
        "DELETE FROM export_log",
        "TRUNCATE export_log",
        "INSERT INTO export_log (event, who) VALUES ('asked', 'somebody else')",
    ):
        with db.connect(office) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
    for event in ("approved", "refused"):
        with db.connect(office, who="berta") as connection:
            if event == "approved":
                log.write(connection, event, export.id)
            else:
                with pytest.raises(psycopg.errors.UniqueViolation):
                    log.write(connection, event, export.id)
                connection.rollback()


def test_a_made_export_is_whole_and_belongs_to_its_owner(office: Instance) -> None:
    export = made(office, asked(office).id)
    assert export.state == "done"
    assert export.made is not None
    assert export.expires_at is not None
    assert (export.made["rows"], export.made["bytes"], export.made["losses"]) == (10, 5, [{"zh": "失", "en": "lost"}])
    token = sign(office, export.id, export.expires_at)
    with db.connect(office, who="anna") as connection:
        found = fetch(connection, office, token, who="anna")
        assert (found.path.read_bytes(), found.name) == (b"whole", "a.csv")
        events = connection.execute(
            "SELECT event, who FROM export_log WHERE coalesce(export, id) = %s ORDER BY id", [export.id]
        ).fetchall()
    assert events == [(event, "anna") for event in ("asked", "queued", "began", "finished", "downloaded")]
    forged = sign(office, export.id + 1, export.expires_at)[:32] + token[32:]
    over = sign(office, export.id, dt.datetime.now(dt.UTC) - dt.timedelta(seconds=2))
    for who, shown in (("berta", token), ("anna", forged), ("anna", over), ("anna", "x"), ("anna", token[:-3] + "AAA")):
        with db.connect(office, who=who) as connection, pytest.raises(NotFoundError, match="no such download"):
            fetch(connection, office, shown, who=who)


def test_two_tokens_of_two_instances_do_not_fit(office: Instance, fresh_instance: Callable[..., Instance]) -> None:
    export = made(office, asked(office).id)
    elsewhere = sign(fresh_instance("elsewhere"), export.id, dt.datetime.now(dt.UTC) + SOON)
    with db.connect(office, who="anna") as connection, pytest.raises(NotFoundError):
        fetch(connection, office, elsewhere, who="anna")


def test_what_fails_half_way_leaves_nothing(office: Instance) -> None:
    export = asked(office)
    with pytest.raises(RefusedInputError, match="kaputt"), making(office, export.id, who="anna") as work:
        (work.folder / "half.csv").write_bytes(b"half")
        raise RefusedInputError("kaputt")
    assert (state(office, export.id).state, state(office, export.id).error) == ("queued", None)  # its job says the rest
    with db.connect(office) as connection:
        row = connection.execute(
            "SELECT detail ->> 'error' FROM export_log WHERE export = %s AND event = 'failed'", [export.id]
        ).fetchone()
    assert row == ("kaputt",)
    assert not list((office.files / "exports").glob(f"*{export.id}*"))


def test_a_file_of_which_the_log_can_say_nothing_goes_again(office: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    export = asked(office)
    monkeypatch.setattr("gis_core.exports.making.KEPT", dt.timedelta.max)  # no date that there is
    with pytest.raises(OverflowError), making(office, export.id, who="anna") as work:
        (work.folder / "a.csv").write_bytes(b"whole")
    monkeypatch.undo()
    assert not list((office.files / "exports").glob(f"*{export.id}*"))
    assert made(office, export.id).state == "done"


def test_a_full_disk_is_told_without_the_folders_of_the_server(office: Instance) -> None:
    export = asked(office)
    with (
        pytest.raises(EnvironmentProblemError, match="room") as told,
        making(office, export.id, who="anna") as work,
    ):
        (work.folder / "half.csv").write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device", str(work.folder / "half.csv"))
    assert str(office.home) not in str(told.value)
    assert not list((office.files / "exports").glob(f"*{export.id}*"))


def test_several_files_are_fetched_as_one(office: Instance) -> None:
    import zipfile

    export = asked(office)
    with making(office, export.id, who="anna") as work:
        work.name = "图集"
        for name in ("一.pdf", "二.pdf"):
            (work.folder / name).write_bytes(name.encode())
    done = state(office, export.id)
    assert done.made is not None
    with zipfile.ZipFile(folder_of(office, export.id) / "图集.zip") as archive:
        assert archive.namelist() == ["一.pdf", "二.pdf"]
    assert [file["name"] for file in done.made["files"]] == ["图集.zip"]


def test_two_at_once_do_not_mix(office: Instance) -> None:
    one, other = asked(office), asked(office, who="berta")
    with making(office, one.id, who="anna") as first, making(office, other.id, who="berta") as second:
        assert first.folder != second.folder
        (second.folder / "a.csv").write_bytes(b"of berta")
        (first.folder / "a.csv").write_bytes(b"of anna")
    for number, content in ((one.id, b"of anna"), (other.id, b"of berta")):
        assert (folder_of(office, number) / "a.csv").read_bytes() == content


def test_files_go_when_they_are_over(office: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gis_core.exports.making.KEPT", dt.timedelta(seconds=-1))
    over = made(office, asked(office).id)
    monkeypatch.undo()
    kept = made(office, asked(office).id)
    assert (over.state, kept.state) == ("expired", "done")
    assert folder_of(office, over.id).exists()
    assert sweep(office) == 1
    assert sweep(office) == 0
    assert not folder_of(office, over.id).exists()
    assert _names(folder_of(office, kept.id)) == ["a.csv"]


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_list_is_ones_own_and_goes_on(office: Instance) -> None:
    numbers = [asked(office, who="dora").id for _ in range(3)]
    with db.connect(office) as connection:
        listed: list[Any] = log.exports(connection, who="dora", limit=2)
        assert [export.id for export in listed] == numbers[:0:-1]
        assert [export.id for export in log.exports(connection, who="dora", before=numbers[1])] == numbers[:1]
        assert log.exports(connection, who="dora", state="waiting") == []
        with pytest.raises(NotFoundError):
            log.find(connection, numbers[0], who="anna")
