"""Weights (权重): given, compared in pairs by one or by several people, taken from the numbers, or mixed."""

from gis_core.siting.weights.ahp import Ahp, WorstPair, ahp
from gis_core.siting.weights.critic import critic
from gis_core.siting.weights.direct import Weights, direct, moved
from gis_core.siting.weights.entropy import entropy
from gis_core.siting.weights.group_ahp import GroupAhp, group_ahp
from gis_core.siting.weights.mixed import mixed

__all__ = [
    "Ahp",
    "GroupAhp",
    "Weights",
    "WorstPair",
    "ahp",
    "critic",
    "direct",
    "entropy",
    "group_ahp",
    "mixed",
    "moved",
]
