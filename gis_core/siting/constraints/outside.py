"""
Outside of a layer (禁止占用): land that may not be taken, such as permanent basic farmland, an ecological line, water.

Every layer of areas may be named, with the values of the field that it is drawn by; an overlap of up to `tolerance` of
the candidate is let pass, as two surveys of one border never agree.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from psycopg import sql
from pydantic import Field

from gis_core.siting.constraints.base import Asked, Constraint
from gis_core.siting.features import AreaLayer, overlap
from gis_core.siting.quantities import Share, quantity
from layers.base import Label

STATEMENT = sql.SQL("""
SELECT code, share AS value, share <= %(most)s AS holds, share - %(most)s AS miss FROM ({overlap}) o
""")


class Outside(AreaLayer, Constraint):
    """No more than `tolerance` of the candidate lies in features of a layer."""

    LABEL: ClassVar[Label] = Label("不占用", "Outside of")
    UNIT: ClassVar[str] = "1"
    SLACK: ClassVar[tuple[str, ...]] = ("tolerance",)

    kind: Literal["outside"] = "outside"
    tolerance: Annotated[Share, Field(validate_default=True)] = quantity(0.01, "1", "两次测量的边界误差")

    def statement(self) -> Asked:
        """Compare the overlapped share of each."""
        statement, values = overlap(self)
        return STATEMENT.format(overlap=statement), {**values, "most": self.tolerance.base}

    def contradiction(self, other: Constraint) -> str | None:
        """It must lie within the same land."""
        from gis_core.siting.constraints.within import Within  # noqa: PLC0415  (each knows the other)

        if (
            isinstance(other, Within)
            and other.layer == self.layer
            and set(other.values or ()) <= set(self.values or other.values or ())
        ):
            return f"a candidate can't lie within {self.layer} and outside of it"
        return None

    def says(self) -> Label:
        """The layer."""
        named = self.named
        return Label(f"不在{named.zh}内", f"Outside of {named.en}")
