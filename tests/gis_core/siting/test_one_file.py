"""Adding a criterion is adding one file: the document, its schema and its errors know it without another edit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEIGHT = '''
"""Floors near by."""

from typing import ClassVar, Literal

import pandas as pd

from gis_core.siting.criteria.base import Criterion
from gis_core.siting.ground import Ground
from layers.base import Label


class Floors(Criterion):
    """Number of floors of the highest building on it."""

    LABEL: ClassVar[Label] = Label("层数", "Floors")
    UNIT: ClassVar[str] = "层"
    READS: ClassVar[tuple[str, ...]] = ("buildings",)

    kind: Literal["floors"] = "floors"

    def measure(self, ground: Ground) -> pd.Series:
        """Ask."""
        return ground.measured(
            "SELECT c.code, max(b.floors) AS value FROM siting_candidates c"
            " JOIN at_buildings b ON st_intersects(c.geom, b.geom) GROUP BY c.code"
        )
'''
ASKING = """
import json
import sys

import psycopg

import gis_core.siting.criteria as criteria

criteria.__path__.append(sys.argv[1])

from gis_core.siting.document import read_scenario, schema
from tests.gis_core.siting.test_run import document

scenario = read_scenario(document(criteria=[{"kind": "floors", "name": "floors"}],
                                  weights={"kind": "direct", "values": {"floors": 1}}))
assert "Floors" in json.dumps(schema())
print(scenario.criteria[0].label.en, scenario.reads)
"""


def test_a_criterion_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "floors.py").write_text(HEIGHT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", ASKING, str(tmp_path)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Floors ['buildings'")
