"""
Figures, each defined once: one SQL file here gives the evidence of a figure, and its head says what the figure means.

The statement returns one row for each thing that counts (`code`, `project`, `date`, `amount`) in the period
`%(first)s … %(last)s` as recorded by `%(known)s`. The value of a figure is the sum of the amounts of its evidence
(numeric, so the same in any order): a number and what it is made of can't disagree. Adding a figure is adding a file.
"""

from gis_core.consolidation.figures.ask import EvidenceRow, YearFigure, evidence, value, year_figures
from gis_core.consolidation.figures.catalogue import Figure, catalogue, figure_named

__all__ = [
    "EvidenceRow",
    "Figure",
    "YearFigure",
    "catalogue",
    "evidence",
    "figure_named",
    "value",
    "year_figures",
]
