"""Methods of ranking (排序方法): weighted sum, TOPSIS, VIKOR, PROMETHEE II, and their comparison."""

from gis_core.siting.methods.ranking import METHODS, compare, in_order, rank

__all__ = ["METHODS", "compare", "in_order", "rank"]
