"""
Personal data of right holders and tenants (个人信息), in a schema of their own under row-level security.

The application's role can't read these tables at all; it reads through functions (`0004_personal.sql`,
`0007_records.sql`) that record who read what and why, and that mask what the reader's role may not see. Purpose and
retention stand beside each person, as the Personal Information Protection Law asks.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Identity, Integer, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

from layers.project_plans import YUAN
from layers.tables import WHO

SCHEMA = "personal"


def define_tables(metadata: MetaData) -> None:
    """Add `personal.people`, `negotiations`, `payments`, and the logs `payment_changes` and `readings`."""
    Table(
        "people",
        metadata,
        Column("party", UUID, primary_key=True, comment="id of the right holder or tenant"),
        Column("name", Text),
        Column("phone", Text),
        Column("purpose", Text, nullable=False),
        Column("keep_until", Date, nullable=False),
        Column("erased_at", TIMESTAMP(timezone=True)),
        schema=SCHEMA,
    )
    Table(
        "negotiations",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("party", UUID, nullable=False, index=True),
        Column(
            "kind",
            Text,
            CheckConstraint("kind IN ('contact', 'appraisal', 'offer', 'counter_offer', 'refusal')", name="kind"),
            nullable=False,
        ),
        Column("happened_on", Date, nullable=False),
        Column("amount_yuan", YUAN),
        Column("team", Text),
        Column("note", Text),
        Column("recorded_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("recorded_by", Text, nullable=False, server_default=text(WHO)),
        schema=SCHEMA,
    )
    Table(
        "payments",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("party", UUID, nullable=False, index=True),
        Column("amount_yuan", YUAN, nullable=False),
        Column("due_on", Date, nullable=False),
        Column("paid_on", Date),
        Column("recorded_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("recorded_by", Text, nullable=False, server_default=text(WHO)),
        schema=SCHEMA,
    )
    Table(
        "payment_changes",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("payment", BigInteger, nullable=False, index=True, comment="number of the payment"),
        Column("before", JSONB, nullable=False),
        Column("after", JSONB, comment="null for a payment that was taken back"),
        Column("reason", Text),
        Column("changed_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("changed_by", Text, nullable=False, server_default=text(WHO)),
        schema=SCHEMA,
    )
    Table(
        "readings",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("read_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("read_by", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("what", Text, nullable=False),
        Column("purpose", Text, nullable=False),
        Column("parties", Integer, nullable=False, comment="how many parties were shown"),
        schema=SCHEMA,
        info={"sql": ("0004_personal.sql",)},
    )
