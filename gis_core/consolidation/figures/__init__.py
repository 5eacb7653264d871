"""
Figures, each defined once: one SQL file here gives the evidence of a figure, and its head says what the figure means.

The statement returns one row for each thing that counts in the period `%(first)s … %(last)s` as recorded by
`%(known)s`:

    code, layer    the thing and the layer that it stands in
    project        code of its project, or null
    land_kind      kind of land, or null
    date           the day of it, or null for a thing that counts in the denominator only
    amount         how much it adds, numeric
    of             for rates: how much of it there is, numeric
    geom           where it lies, for questions about a place

A figure is the sum of its amounts, a rate their sum over the sum of `of`, a median the middle one (`value` in the
head): a number and what it is made of can't disagree, and numeric sums are the same in any order. A head with `[each]`
defines a family, one figure for each combination. Adding a figure is adding a file.
"""

from gis_core.consolidation.figures.ask import (
    Answer,
    EvidenceRow,
    Question,
    YearFigure,
    answer,
    answers,
    evidence,
    value,
    year_figures,
)
from gis_core.consolidation.figures.catalogue import Figure, catalogue, figure_named

__all__ = [
    "Answer",
    "EvidenceRow",
    "Figure",
    "Question",
    "YearFigure",
    "answer",
    "answers",
    "catalogue",
    "evidence",
    "figure_named",
    "value",
    "year_figures",
]
