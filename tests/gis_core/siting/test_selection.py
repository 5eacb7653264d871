"""A scenario from a notebook: tables that agree with each other and with the run that is kept."""

from __future__ import annotations

import numpy as np

from gis_core import db, workspace
from gis_core.instance import Instance
from gis_core.siting.store import kept
from tests.gis_core.siting.test_run import document


def test_an_analyst_gets_ranking_funnel_and_numbers_as_tables(own_town: Instance) -> None:
    with workspace.open(own_town) as space:
        found = space.siting(document(), keep=True)
    assert list(found.ranked.index) == ["P2", "P1"]
    assert found.ranked.crs == "EPSG:4326"
    assert found.funnel["passed"].tolist() == [3, 2]
    scores = found.values.mul(found.criteria["weight"], axis=1).sum(axis=1)
    np.testing.assert_allclose(found.ranked["score"], scores.reindex(found.ranked.index))
    assert found.numbers.loc["P2", "people"] == 100
    assert found.chosen.empty
    assert "2 of 4 candidates, first P2" in repr(found)
    assert found.run is not None
    with db.connect(own_town) as connection:
        assert kept(connection, found.run).sha256 == found.answer.sha256
