"""Site selection (选址图): the sites of a stored run by rank, those chosen together, and their scores."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import shapely

from gis_core.cartography.labels.placing import Wanted
from gis_core.cartography.scene import Fill, Stroke
from gis_core.cartography.sheets.ground_themes import GROUND
from gis_core.cartography.sheets.template import HALO, Brief, Cover, Group, Look, SheetTable, Template, Theme
from gis_core.cartography.tables import Column
from gis_core.errors import NotFoundError
from layers.base import Label

FIRST = 20
"""Sites that are named and stand in the table."""
MOST = 2_000
BROAD = 2.0
"""Half a site's breadth in mm, from which a rank stands in it; on a narrower one it stands across the edges, since a
number of the key would be taken for a rank."""
RUN = "SELECT name, result FROM siting_runs WHERE id = %s"
SHAPES = (
    "SELECT code, st_asbinary(geom) FROM siting_shapes WHERE run = %s AND code = ANY (%s)"
    " AND st_intersects(geom, st_geomfromwkb(%s, %s))"
)
CHOSEN = Look(Fill("#155e75", 0.75), Stroke("#0b3d4d", 0.5), radius=1.4)
NAMED = Look(Fill("#e0a100", 0.65), Stroke("#8a6300", 0.25), radius=1.1)
OTHER = Look(Fill("#f3dfa8", 0.6), Stroke("#b7a05a", 0.12), radius=0.8)
COLUMNS = (
    Column(Label("名次", "Rank"), 10, across="centre"),
    Column(Label("地块", "Site")),
    Column(Label("得分", "Score"), 14, across="right", write=".3f"),
    Column(Label("选中", "Chosen"), 11, across="centre"),
)


def _run(brief: Brief) -> tuple[str, dict[str, Any]]:
    row = brief.connection.execute(RUN, [brief.run]).fetchone()
    if row is None:
        raise NotFoundError(f"run: there is no run {brief.run}; ./matian siting list names them", field="run")
    return row[0], row[1]


def _chosen(result: dict[str, Any]) -> set[str]:
    return {str(site["code"]) for site in (result["allocation"] or {"sites": []})["sites"]}


def _covers(brief: Brief) -> Iterable[Cover]:
    _, result = _run(brief)
    ranks = {row["code"]: row["rank"] for row in result["ranked"]}
    chosen = _chosen(result)
    wanted = [code for code in ranks if ranks[code] <= MOST or code in chosen]
    asked = [brief.run, wanted, shapely.to_wkb(brief.frame.ground), brief.place.srid]
    shapes = {code: shapely.from_wkb(bytes(shape)) for code, shape in brief.connection.execute(SHAPES, asked)}
    seen = [code for code in wanted if code in shapes]
    others = [code for code in seen if code not in chosen]
    parted = (
        (OTHER, Label("其他候选", "Other candidates"), [code for code in others if ranks[code] > FIRST]),
        (NAMED, Label(f"前 {FIRST} 名", f"First {FIRST}"), [code for code in others if ranks[code] <= FIRST]),
        (CHOSEN, Label("选中", "Chosen"), [code for code in seen if code in chosen]),
    )
    groups = tuple(
        Group(look, tuple(shapes[code] for code in some), label, tuple(some)) for look, label, some in parted if some
    )
    named = []
    for code in seen:
        if code in chosen or ranks[code] <= FIRST:
            first = 9 if code in chosen else 8
            shape = shapes[code]
            rank = Wanted(str(ranks[code]), shape, bold=True, halo=HALO, priority=first, smallest=1.4, overhang=0.9)
            if code in chosen and not shape.buffer(-BROAD * brief.frame.metres).is_empty:
                rank = replace(rank, colour="#ffffff", halo=0.0, overhang=0.0)
            named.append(rank)
    yield Cover("sites", Label("候选地块", "Sites"), groups, tuple(named))


def _tables(brief: Brief) -> Iterable[SheetTable]:
    name, result = _run(brief)
    chosen = _chosen(result)
    rows = [
        (str(row["rank"]), row["code"], row["score"], "●" if row["code"] in chosen else "")
        for row in result["ranked"]
        if row["rank"] <= FIRST or row["code"] in chosen
    ]
    title = Label(f"得分（前 {FIRST} 名与选中地块）", f"Scores (first {FIRST} and chosen)")
    note = Label(
        f"选址运行 {brief.run}「{name}」；图上数字为名次。",
        f'Run {brief.run} of site selection, "{name}"; numbers on the map are ranks.',
    )
    yield SheetTable(title, COLUMNS, rows, note)


TEMPLATE = Template(
    name="siting",
    label=Label("选址图", "Site selection"),
    about=Label("一次选址运行的候选地块、名次与选中地块", "The sites of a run: ranked, and chosen together"),
    title=Label("{subject}选址图", "Site selection: {subject}"),
    themes=(*GROUND, Theme("subdistrict")),
    covers=_covers,
    tables=_tables,
    subjects=("place", "project", "selection", "each_feature"),
    room=1.15,
    least_m=300.0,
    needs_run=True,
)
