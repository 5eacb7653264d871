"""Parcel assembly: connected, compact land out of many parcels."""

from gis_core.siting.assembly.assemble import Assembled, assemble
from gis_core.siting.assembly.land import Weights
from gis_core.siting.assembly.neighbours import neighbours

__all__ = ["Assembled", "Weights", "assemble", "neighbours"]
