"""Within a layer (位于): land that must lie in features of a layer, such as an industrial block line."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from psycopg import sql
from pydantic import Field

from gis_core.siting.constraints.base import Asked, Constraint
from gis_core.siting.features import AreaLayer, overlap
from gis_core.siting.quantities import Share, quantity
from layers.base import Label

STATEMENT = sql.SQL("""
SELECT code, share AS value, share >= %(least)s AS holds, %(least)s - share AS miss FROM ({overlap}) o
""")


class Within(AreaLayer, Constraint):
    """At least `share` of the candidate lies in features of a layer."""

    LABEL: ClassVar[Label] = Label("位于", "Within")
    UNIT: ClassVar[str] = "1"
    SLACK: ClassVar[tuple[str, ...]] = ("share",)

    kind: Literal["within"] = "within"
    share: Annotated[Share, Field(validate_default=True)] = quantity(0.99, "1", "两次测量的边界误差")

    def statement(self) -> Asked:
        """Compare the covered share of each."""
        statement, values = overlap(self)
        return STATEMENT.format(overlap=statement), {**values, "least": self.share.base}

    def says(self) -> Label:
        """The layer."""
        named = self.named
        return Label(f"在{named.zh}内", f"Within {named.en}")
