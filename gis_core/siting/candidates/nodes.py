"""Network nodes (路网节点): junctions and ends of the streets that people walk along."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from gis_core.siting.candidates.base import Candidates
from gis_core.siting.constraints.road_access import RoadClass
from gis_core.siting.ground import Ground
from gis_core.siting.parts import sql_beside
from gis_core.siting.quantities import Length, quantity
from layers.base import Label

WALKED: tuple[RoadClass, ...] = ("arterial", "secondary", "local", "lane", "path")


class Nodes(Candidates):
    """Ends of streets of some classes, those within `apart` of one another taken as one."""

    LABEL: ClassVar[Label] = Label("路网节点", "Street corners")
    READS: ClassVar[tuple[str, ...]] = ("roads",)

    kind: Literal["nodes"] = "nodes"
    classes: Annotated[list[RoadClass], Field(min_length=1, default_factory=lambda: list(WALKED))]
    apart: Annotated[Length, Field(validate_default=True)] = quantity(30, "m", "一个路口的大小")

    def gather(self, ground: Ground) -> None:
        """Take one node of each cluster, named by its coordinates in metres."""
        ground.execute(sql_beside(__file__), classes=self.classes, apart=self.apart.base)
