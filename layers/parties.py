"""
Right holders (权利人) and tenants (租户) of consolidation parcels, without anything personal.

Names, phones and money stand in the schema `personal` (`layers.personal`) under the same id.
"""

from sqlalchemy import Column, Date, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import UUID

from layers.tables import AREA


def _carried_from() -> Column[object]:
    return Column(
        "carried_from",
        UUID,
        index=True,
        comment="the same party before its parcel was divided: the person and the money stand under that id",
    )


def define_tables(metadata: MetaData) -> None:
    """Add `right_holders` and `tenants`."""
    Table(
        "right_holders",
        metadata,
        Column("id", UUID, primary_key=True, server_default=text("gen_random_uuid()")),
        Column("parcel", Text, nullable=False, index=True, comment="code of the consolidation parcel"),
        Column("kind", Text, nullable=False, comment="household, firm or joint_stock_company (股份公司)"),
        Column("title_category", Text),
        Column("land_m2", AREA, nullable=False, comment="share of the parcel, m²"),
        Column("floor_m2", AREA, nullable=False, comment="floor area held, m²"),
        Column("signed_on", Date),
        _carried_from(),
        info={"grant": "SELECT, INSERT, UPDATE"},
    )
    Table(
        "tenants",
        metadata,
        Column("id", UUID, primary_key=True, server_default=text("gen_random_uuid()")),
        Column("parcel", Text, nullable=False, index=True, comment="code of the consolidation parcel"),
        Column("kind", Text, nullable=False, comment="shop, firm or resident"),
        Column("floor_m2", AREA, nullable=False, comment="floor area let, m²"),
        Column("agreed_on", Date, comment="agreement on moving out"),
        Column("paid_on", Date, comment="compensation paid in full"),
        Column("vacated_on", Date),
        Column("moves_to", Text, comment="where the tenant goes, as a community or a district"),
        _carried_from(),
        info={"grant": "SELECT, INSERT, UPDATE"},
    )
