"""What every optimiser of site selection needs: a watch on time and cancel, and HiGHS behind a thin programme."""

from gis_core.siting.solver.programme import Programme, Solved
from gis_core.siting.solver.watch import Ending, Progress, Watch

__all__ = ["Ending", "Programme", "Progress", "Solved", "Watch"]
