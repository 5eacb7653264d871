"""From an order to its sheets: which subjects, which frames, at what scale, with what numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import psycopg
from shapely.geometry.base import BaseGeometry

from gis_core import crs as systems
from gis_core.cartography.engines.pdf import moment
from gis_core.cartography.sheets.frame import rounded, turned_extent
from gis_core.cartography.sheets.furniture.imprint import HEIGHTS, Imprint
from gis_core.cartography.sheets.layout import SQUARE, Layout, layout, takes_squares
from gis_core.cartography.sheets.paper import Paper, paper
from gis_core.cartography.sheets.request import SheetRequest
from gis_core.cartography.sheets.scale import largest_round
from gis_core.cartography.sheets.series import NumberedFrame, corner, series, sheet_number
from gis_core.cartography.sheets.sheet import Desk, Sheet, window_of
from gis_core.cartography.sheets.subject import (
    feature_subjects,
    layer_called,
    place_subject,
    project_subject,
    run_subject,
    selection_subject,
)
from gis_core.cartography.sheets.template import Subject, Template, all_templates
from gis_core.crs import WGS84
from gis_core.errors import WrongUseError
from gis_core.place import Place
from gis_core.selection import store as selections
from gis_core.selection.selection import Selection
from gis_core.times import read_at, read_known
from layers.registry import all_layers

SERIES_SCALE = 2000
"""Of a series where no scale is asked for."""
STEP = 10.0
"""Frames of a series have sides of whole centimetres on paper, so that their numbers are short."""


@dataclass(frozen=True)
class Times:
    """The two times of an order, and the earlier day of one that compares."""

    at: dt.date
    known: dt.datetime
    since: dt.date | None
    known_said: str


def read_times(request: SheetRequest, place: Place) -> Times:
    """
    Return the times of an order.

    Raises
    ------
    WrongUseError
        If one can't be read, or `since` isn't before `at`.
    """
    try:
        field = "at"
        at = read_at(request.at, place.zone)
        field = "known"
        known = read_known(request.known, place.zone)
        field = "since"
        since = None if request.since is None else read_at(request.since, place.zone, field=field)
    except WrongUseError as error:
        raise WrongUseError(str(error), field=field) from None
    if since is not None and since >= at:
        raise WrongUseError(f"since: {since} isn't before {at}", field="since")
    said = f"{known.astimezone(place.zone):%Y-%m-%d %H:%M}" if request.known else "制图时的全部记录"
    return Times(at, known, since, said)


@dataclass(frozen=True)
class Plan:
    """
    An order's desk and times, with the sheets that it makes.

    Parameters
    ----------
    desk
        On which they are made.
    request, times
        The order.
    """

    desk: Desk
    request: SheetRequest
    times: Times

    def subjects(self) -> list[Subject]:
        """
        Return what the sheets are about.

        Raises
        ------
        NotFoundError, WrongUseError
            If there is no such thing, or the template isn't about such.
        """
        request, template = self.request, self.request.of
        connection, place = self.desk.connection, self.desk.place
        at, known = self.times.at, self.times.known
        if request.project is not None:
            found = [project_subject(connection, request.project, at, known)]
        elif request.each_feature is not None:
            found = list(feature_subjects(connection, place, self._selected(request.each_feature)))
        elif request.selection is not None:
            stored = selections.find(connection, request.selection).selection
            found = [selection_subject(connection, place, stored)]
        elif request.filter is not None:
            layer = layer_called(request.layer or template.default_layer, "layer")
            found = [selection_subject(connection, place, Selection(layer.name, (request.filter,), at, known))]
        elif request.run is not None:
            found = [run_subject(connection, place, request.run)]
        else:
            found = [place_subject(connection, place, at, known)]
        kind = found[0].kind
        if kind not in template.subjects and not (kind == "project" and "each_feature" in template.subjects):
            raise WrongUseError(
                f"template: {template.name} makes no sheet of {_KINDS[kind]}; give {' or '.join(template.subjects)}",
                field="template",
            )
        return found

    def _selected(self, name: str) -> Selection:
        """Return the features of which each has a sheet: all of a layer, or what is selected of it."""
        request, layer = self.request, layer_called(name, "each_feature")
        if request.selection is None:
            filters = () if request.filter is None else (request.filter,)
            return Selection(layer.name, filters, self.times.at, self.times.known)
        stored = selections.find(self.desk.connection, request.selection).selection
        if stored.layer != layer.name:
            raise WrongUseError(f"each_feature: the selection is of {stored.layer}", field="each_feature")
        return stored

    def sheets(self, subjects: Sequence[Subject], template: Template | None = None) -> Iterator[Sheet]:
        """
        Yield the sheets of subjects, in order.

        Raises
        ------
        WrongUseError
            If a subject fits no frame.
        """
        template = template or self.request.of
        for subject in subjects:
            lay, frames = self.frames(subject, template)
            for n, one in enumerate(frames, start=1):
                yield Sheet(
                    template,
                    subject,
                    one.frame,
                    lay,
                    self.times.at,
                    self.imprint(template),
                    self.request.shown_mark,
                    self.times.since,
                    self.request.run,
                    one.number,
                    one.neighbours,
                    (n, len(frames)) if len(frames) > 1 else None,
                    self.request.outline,
                )

    def frames(self, subject: Subject, template: Template) -> tuple[Layout, list[NumberedFrame]]:
        """Return the layout of a subject's sheets, and their frames."""
        request = self.request
        sheet = paper(request.paper or template.papers[0], request.orientation)
        shape = subject.shape
        if request.frames:
            return self._asked_frames(subject, template, sheet)
        lay = layout(sheet)
        if not request.series:
            scale = request.scale or template.fixed_scale
            east, north, middle = _needed(shape, 0.0, template)
            if scale is None:
                scale = largest_round((east, north), lay.room)
            wide, high, _ = turned_extent(shape, 0.0)
            fits = wide <= lay.room[0] * int(scale) / 1000 and high <= lay.room[1] * int(scale) / 1000
            if fits:
                centre = rounded(middle, max(1.0, int(scale) / 1000))
                return lay, [NumberedFrame("", window_of(lay, int(scale), centre), {})]
        scale = int(request.scale or template.fixed_scale or SERIES_SCALE)
        size = (SQUARE, SQUARE) if takes_squares(sheet) else _whole(lay)
        lay = layout(sheet, size)
        return lay, series(window_of(lay, scale, (0.0, 0.0)), shape, overlap=request.overlap)

    def _asked_frames(self, subject: Subject, template: Template, sheet: Paper) -> tuple[Layout, list[NumberedFrame]]:
        request = self.request
        lay = layout(sheet)
        points = np.array([frame.center for frame in request.frames])
        place = self.desk.place
        x, y = systems.move(points[:, 0], points[:, 1], systems.parse(WGS84), systems.parse(place.crs.survey, place))
        scale = request.scale or template.fixed_scale
        if scale is None:
            east, north, _ = _needed(subject.shape, request.frames[0].turn, template)
            scale = largest_round((east, north), lay.room)
        frames = [
            window_of(lay, int(scale), (float(e), float(n)), asked.turn)
            for e, n, asked in zip(x, y, request.frames, strict=True)
        ]
        if request.series:
            lay = layout(sheet, _whole(lay))
            first = window_of(lay, int(scale), frames[0].centre, frames[0].turn)
            return lay, series(first, subject.shape, overlap=request.overlap, anchored=True)
        if len(frames) == 1:
            return lay, [NumberedFrame("", frames[0], {})]
        return lay, [NumberedFrame(sheet_number(corner(frame), frame.scale), frame, {}) for frame in frames]

    def imprint(self, template: Template) -> Imprint:
        """Return what the imprint of a template's sheets says."""
        place, times = self.desk.place, self.times
        days = (
            (("比较时段", f"{times.since} 至 {times.at}"),)
            if times.since and template.dates == "since_at"
            else (("数据时点", times.at.isoformat()),)
        )
        sources = template.sources or "；".join(
            dict.fromkeys(all_layers()[theme.layer].label.zh for theme in template.themes if theme.layer != "water")
        )
        return Imprint(
            f"{place.crs.name.zh}（{place.crs.survey}）",
            HEIGHTS,
            (*days, ("入库截至", times.known_said)),
            f"{place.name.zh}国土空间规划库：{sources}",
            self.request.office or place.name.zh,
            self.request.author,
            self.request.checker,
            self.desk.made_on,
            self.request.review_number,
        )


_KINDS = {
    "project": "a project",
    "selection": "a selection",
    "each_feature": "each feature",
    "place": "the whole place",
}


def planned(connection: psycopg.Connection[Any], place: Place, request: SheetRequest) -> Plan:
    """
    Return the plan of an order.

    Raises
    ------
    WrongUseError
        If its times can't be.
    """
    times = read_times(request, place)
    made_on = moment().astimezone(place.zone).date()
    return Plan(Desk(connection, place, times.known, made_on), request, times)


def set_templates() -> list[Template]:
    """Return the templates of a project's map set, in its order."""
    return [template for template in all_templates().values() if template.in_set is not None]


def for_template(plan: Plan, template: Template) -> Plan:
    """Return the same plan for another template of a map set."""
    return replace(plan, request=plan.request.model_copy(update={"template": template.name}))


def _needed(shape: BaseGeometry, turn: float, template: Template) -> tuple[float, float, tuple[float, float]]:
    wide, high, middle = turned_extent(shape, turn)
    return max(wide * template.room, template.least_m), max(high * template.room, template.least_m), middle


def _whole(lay: Layout) -> tuple[float, float]:
    return (lay.room[0] // STEP * STEP, lay.room[1] // STEP * STEP)
