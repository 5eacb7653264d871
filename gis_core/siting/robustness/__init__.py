"""Robustness (稳健性): how far weights may move, and how often a candidate comes first when they do."""

from gis_core.siting.robustness.smaa import Acceptability, acceptability
from gis_core.siting.robustness.stability import stability

__all__ = ["Acceptability", "acceptability", "stability"]
