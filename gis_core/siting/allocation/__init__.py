"""Choosing several sites together: location models with proof, on plain cost matrices."""

from gis_core.siting.allocation.max_cover import max_cover
from gis_core.siting.allocation.p_center import p_center
from gis_core.siting.allocation.p_median import p_median
from gis_core.siting.allocation.result import Allocation, NothingFoundError
from gis_core.siting.allocation.set_cover import set_cover

__all__ = ["Allocation", "NothingFoundError", "max_cover", "p_center", "p_median", "set_cover"]
