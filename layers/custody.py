"""
Custody of land that was handed over (移交后管护): stored, let for a time, supplied, given back; an append-only log.

The state of a day is the last one that stands by its end. States are a code table; which stage a parcel must have
reached for a state (`requires`) is data.
"""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, MetaData, Text

from layers.base import Code, CodeList, Label
from layers.event_log import event_log
from layers.stages import code_rows, code_table

STORAGE = "土地储备管理办法（国土资规〔2017〕17号）"

CUSTODY_STATES = CodeList(
    "custody_states",
    (
        Code("stored", Label("在库", "In store"), "#172976", STORAGE),
        Code("let", Label("临时利用", "Let for a time"), "#3f8f8b", STORAGE),
        Code("supplied", Label("已供应", "Supplied"), "#8a4f9e", STORAGE),
        Code("given_back", Label("已返还", "Given back"), "#a98b4f", STORAGE),
    ),
    source=STORAGE,
)


def define_tables(metadata: MetaData) -> None:
    """Add the code table `custody_states` and the log `custody_events`."""
    requires: Column[object] = Column(
        "requires", Text, ForeignKey("stages.code"), comment="stage that the parcel must have reached"
    )
    colour: Column[object] = Column("colour", Text, comment="#rrggbb")
    rows = tuple({**row, "requires": "stored"} for row in code_rows(CUSTODY_STATES, coloured=True))
    code_table("custody_states", metadata, requires, colour, rows=rows)
    until: Column[object] = Column("until", Date, comment="last day of the term, of land that is let")
    events = event_log(
        "custody_events", metadata, "parcel", "state", "custody_states", until, sql=("0004_custody_events.sql",)
    )
    events.append_constraint(CheckConstraint("until >= happened_on", name="term"))
    Index("ix_custody_events_parcel", events.c.parcel)
