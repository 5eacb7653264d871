"""The walking network (步行网络): streets as a graph, distances over it, isochrones, the 15-minute circle."""

from gis_core.siting.network.graph import Nearest, WalkingGraph

__all__ = ["Nearest", "WalkingGraph"]
