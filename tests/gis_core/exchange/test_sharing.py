"""A delivery of consolidation parcels: rows that would put land into two projects stay out and name both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import shapely

from gis_core import db
from gis_core.consolidation.records import codes
from gis_core.errors import RefusedInputError
from gis_core.exchange.intake import Options, take_in
from gis_core.exchange.result import Result
from gis_core.instance import Instance
from layers.registry import all_layers
from tests.gis_core.exchange.tiling import delivery_of, text_column

EAST, NORTH = 490_000, 2_519_000  # survey CRS, metres; inside of the place


@pytest.fixture
def office(fresh_instance: Callable[[str], Instance]) -> Instance:
    made = fresh_instance("sharing")
    with db.connect(made) as connection:
        connection.execute(
            "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from)"
            " VALUES ('Z1', 'X1', 'industrial',"
            " st_multi(st_makeenvelope(%(x)s, %(y)s, %(x)s + 100, %(y)s + 100, 4547)),"
            " '2022-01-01')",
            {"x": EAST, "y": NORTH},
        )
    return made


def _deliver(instance: Instance, rows: dict[str, tuple[str, float]], *, since: dt.date | None = None) -> Result:
    count = len(rows)
    delivery = delivery_of(
        [shapely.box(EAST + west, NORTH, EAST + west + 100, NORTH + 100) for _, west in rows.values()],
        list(rows),
        project=text_column([project for project, _ in rows.values()]),
        land_kind=text_column(["industrial"] * count),
    )
    return take_in(delivery, all_layers()["consolidation_parcels"], instance, Options(valid_from=since))


def _codes(instance: Instance) -> list[str]:
    with db.connect(instance) as connection:
        return [code for (code,) in connection.execute("SELECT code FROM consolidation_parcels ORDER BY code")]


def test_rows_on_another_projects_land_stay_out_and_the_rest_loads(office: Instance) -> None:
    done = _deliver(office, {"Y1": ("X2", 50), "Y2": ("X2", 200), "Z2": ("X1", -100)})
    assert (done.read, done.loaded, done.refused) == (3, 2, 1)
    (finding,) = [each for each in done.findings if each.rule == "shared_ground"]
    assert (finding.code, finding.field) == ("Y1", "project")
    assert "Y1 of X2 shares 5000.00 m² with Z1 of X1" in finding.message.en
    assert _codes(office) == ["Y2", "Z1", "Z2"]


def test_rows_of_one_delivery_that_share_ground_both_stay_out(office: Instance) -> None:
    done = _deliver(office, {"Y1": ("X2", 400), "W1": ("X3", 450), "W2": ("X3", 600)})
    assert (done.loaded, done.refused) == (1, 2)
    assert _codes(office) == ["W2", "Z1"]


def test_what_only_the_past_forbids_is_refused_as_a_whole(office: Instance) -> None:
    with db.connect(office) as connection:
        connection.execute("UPDATE consolidation_parcels SET valid_to = current_date - 1")
    with pytest.raises(RefusedInputError, match=r"Y1 of project X2 shares 10000.00 m² with parcel Z1 of project X1"):
        _deliver(office, {"Y1": ("X2", 0)}, since=dt.date(2023, 1, 1))
    assert _codes(office) == ["Z1"]


def test_a_project_type_that_the_office_added_may_be_delivered(fresh_instance: Callable[[str], Instance]) -> None:
    instance = fresh_instance("types")
    delivery = delivery_of(
        [shapely.box(EAST + west, NORTH, EAST + west + 50, NORTH + 100) for west in (0, 100)],
        ["T1", "T2"],
        name=text_column(["甲", "乙"]),
        project_type=text_column(["micro_renewal", "nonesuch"]),
    )
    layer = all_layers()["consolidation_projects"]
    assert take_in(delivery, layer, instance, Options()).refused == 2
    with db.connect(instance, who="administrator", role="owner") as connection:
        labels = {"label_zh": "微更新", "label_en": "Micro renewal", "source": "街道办"}
        codes.add(connection, "project_types", "micro_renewal", labels)  # type: ignore[arg-type]
    done = take_in(delivery, layer, instance, Options())
    assert (done.loaded, done.refused) == (1, 1)
    assert [(each.code, each.field) for each in done.findings if each.rule == "code_list"] == [("T2", "project_type")]
