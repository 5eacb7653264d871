"""Figures set side by side: by month, by stage, by project, by day; each number is one of the figures or their rows."""

from gis_core.consolidation.overview.funnel import Reach, StageCount, funnel
from gis_core.consolidation.overview.monthly import Month, monthly
from gis_core.consolidation.overview.project_table import ProjectRow, project_table
from gis_core.consolidation.overview.report import Report, consolidation_report
from gis_core.consolidation.overview.states import States, states

__all__ = [
    "Month",
    "ProjectRow",
    "Reach",
    "Report",
    "StageCount",
    "States",
    "consolidation_report",
    "funnel",
    "monthly",
    "project_table",
    "states",
]
