"""From an order to its sheets: which subjects, which frames, at what scale, with what numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
import shapely

from gis_core import crs as systems
from gis_core.cartography.engines.pdf import moment
from gis_core.cartography.sheets.frame import MapFrame, rounded, turned_extent
from gis_core.cartography.sheets.furniture.imprint import Imprint
from gis_core.cartography.sheets.layout import SQUARE, Layout, layout, takes_squares
from gis_core.cartography.sheets.paper import Paper, paper
from gis_core.cartography.sheets.request import MOST_SHEETS, FrameAsked, SheetRequest, too_many
from gis_core.cartography.sheets.scale import largest_round
from gis_core.cartography.sheets.series import NumberedFrame, corner, series, sheet_numbers
from gis_core.cartography.sheets.sheet import Desk, Sheet
from gis_core.cartography.sheets.subject import (
    feature_subjects,
    layer_called,
    place_subject,
    project_subject,
    run_subject,
    selection_subject,
)
from gis_core.cartography.sheets.template import Subject, Template
from gis_core.crs import WGS84
from gis_core.errors import WrongUseError
from gis_core.place import Place
from gis_core.selection import store as selections
from gis_core.selection.selection import Selection
from gis_core.times import read_at, read_known
from layers.base import Label
from layers.registry import all_layers

SERIES_SCALE = 2000
"""Of a series where no scale is asked for."""
STEP = 10.0
"""Frames of a series have sides of whole centimetres on paper, so that their numbers are short."""
ALL_RECORDS = Label("制图时的全部记录", "all that was recorded when it was made")
COMPARED, DAY = Label("比较时段", "Period compared"), Label("数据时点", "Data as of")
RECORDED = Label("入库截至", "Recorded by")
PERIOD = Label("{since} 至 {at}", "{since} to {at}")
COORDINATES = Label("{name}（{code}）", "{name} ({code})")
SOURCES = Label("{place}国土空间规划库：{layers}", "Spatial planning records of {place}: {layers}")


@dataclass(frozen=True)
class Times:
    """The two times of an order, and the earlier day of one that compares."""

    at: dt.date
    known: dt.datetime
    since: dt.date | None
    known_said: Label


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
    minute = f"{known.astimezone(place.zone):%Y-%m-%d %H:%M}"
    return Times(at, known, since, Label(minute, minute) if request.known else ALL_RECORDS)


@dataclass(frozen=True)
class Laid:
    """Where the sheets of a template about one subject lie: their layout, and their frames in order."""

    template: Template
    subject: Subject
    layout: Layout
    frames: Sequence[NumberedFrame]


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

    def laid(self) -> list[Laid]:
        """
        Return where all sheets of the order lie, template by template and subject by subject.

        Raises
        ------
        NotFoundError
            If there is nothing of what the sheets are about.
        WrongUseError
            If a template isn't about such, a subject fits no frame, or the sheets are more than the order may make.
        """
        most = self.request.most
        found: list[Laid] = []
        count = 0
        subjects = self._subjects()
        for template in self.request.templates:
            for subject in subjects:
                _refuse_other_kind(template, subject)
                laid = Laid(template, subject, *self._frames(subject, template))
                found.append(laid)
                count += len(laid.frames)
                if count > MOST_SHEETS:
                    raise too_many(count, most, at_least=True)
        if count > most:
            raise too_many(count, most)
        return found

    def sheets(self, laid: Sequence[Laid]) -> Iterator[Sheet]:
        """Yield the sheets that lie so, in order."""
        for each in laid:
            imprint = self.imprint(each.template)
            for n, one in enumerate(each.frames, start=1):
                yield Sheet(
                    each.template,
                    each.subject,
                    one.frame,
                    each.layout,
                    self.times.at,
                    imprint,
                    self.request.shown_mark,
                    self.times.since,
                    self.request.run,
                    one.number,
                    one.neighbours,
                    (n, len(each.frames)) if len(each.frames) > 1 else None,
                    self.request.outline,
                    self.request.language,
                )

    def _subjects(self) -> list[Subject]:
        request, times = self.request, self.times
        connection, place, language = self.desk.connection, self.desk.place, request.language
        if request.project is not None:
            return [project_subject(connection, place, request.project, times.at, times.known)]
        if request.each_feature is not None:
            selected = self._selected(request.each_feature)
            count, _ = selections.measure(connection, selected, place)
            if count > request.most:
                raise too_many(count, request.most)
            return list(feature_subjects(connection, place, selected, language))
        if request.selection is not None:
            stored = selections.find(connection, request.selection).selection
            return [selection_subject(connection, place, stored, language)]
        if request.filter is not None:
            layer = layer_called(request.layer or request.of.default_layer, "layer")
            selected = Selection(layer.name, (request.filter,), times.at, times.known)
            return [selection_subject(connection, place, selected, language)]
        if request.run is not None:
            return [run_subject(connection, place, request.run, language)]
        return [place_subject(connection, place, times.at, times.known, language)]

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

    def _frames(self, subject: Subject, template: Template) -> tuple[Layout, list[NumberedFrame]]:
        """Return the layout of a subject's sheets, and their frames."""
        request = self.request
        sheet = paper(request.paper or template.papers[0], request.orientation)
        if request.frames:
            return self._asked_frames(subject, template, sheet)
        lay = layout(sheet)
        if not request.series:
            wide, high, middle = turned_extent(subject.shape, 0.0)
            scale = request.denominator or _largest(wide, high, template, lay)
            if wide <= lay.room[0] * scale / 1000 and high <= lay.room[1] * scale / 1000:
                return lay, [NumberedFrame("", lay.frame(scale, rounded(middle, max(1.0, scale / 1000))), {})]
        scale = request.denominator or SERIES_SCALE
        lay = layout(sheet, (SQUARE, SQUARE) if takes_squares(sheet) else _whole(lay))
        return lay, self._series(lay.frame(scale, (0.0, 0.0)), subject)

    def _series(self, pattern: MapFrame, subject: Subject, *, anchored: bool = False) -> list[NumberedFrame]:
        request = self.request
        return series(pattern, subject.shape, overlap=request.overlap, anchored=anchored, most=request.most)

    def _asked_frames(self, subject: Subject, template: Template, sheet: Paper) -> tuple[Layout, list[NumberedFrame]]:
        request, place = self.request, self.desk.place
        lay = layout(sheet)
        points = np.array([frame.center for frame in request.frames])
        x, y = systems.move(points[:, 0], points[:, 1], systems.parse(WGS84), systems.parse(place.crs.survey, place))
        wide, high, _ = turned_extent(subject.shape, request.frames[0].turn)
        scale = request.denominator or _largest(wide, high, template, lay)
        if request.series:
            lay = layout(sheet, _whole(lay))
        frames = [
            lay.frame(scale, (float(e), float(n)), asked.turn) for e, n, asked in zip(x, y, request.frames, strict=True)
        ]
        _refuse_elsewhere(place, subject, request.frames, frames)
        if request.series:
            return lay, self._series(frames[0], subject, anchored=True)
        if len(frames) == 1:
            return lay, [NumberedFrame("", frames[0], {})]
        numbers = sheet_numbers([corner(frame) for frame in frames], scale)
        return lay, [NumberedFrame(number, frame, {}) for number, frame in zip(numbers, frames, strict=True)]

    def imprint(self, template: Template) -> Imprint:
        """Return what the imprint of a template's sheets says."""
        place, times, request = self.desk.place, self.times, self.request
        language = request.language
        days = (
            (COMPARED, PERIOD.said(language).format(since=times.since, at=times.at))
            if times.since and template.dates == "since_at"
            else (DAY, times.at.isoformat())
        )
        layers = dict.fromkeys(all_layers()[theme.layer].label.said(language) for theme in template.themes)
        return Imprint(
            language=language,
            coordinates=COORDINATES.said(language).format(name=place.crs.name.said(language), code=place.crs.survey),
            heights=place.crs.heights.said(language) if place.crs.heights else "",
            times=(days, (RECORDED, times.known_said.said(language))),
            sources=SOURCES.said(language).format(
                place=place.name.said(language), layers=("；" if language == "zh" else "; ").join(layers)
            ),
            office=request.office or place.name.said(language),
            author=request.author,
            checker=request.checker,
            made_on=self.desk.made_on,
            review_number=request.review_number,
        )


_KINDS = {
    "project": "a project",
    "selection": "a selection",
    "each_feature": "each feature",
    "place": "the whole place",
}


def _refuse_other_kind(template: Template, subject: Subject) -> None:
    kind = subject.kind
    if kind not in template.subjects and not (kind == "project" and "each_feature" in template.subjects):
        raise WrongUseError(
            f"template: {template.name} makes no sheet of {_KINDS[kind]}; give {' or '.join(template.subjects)}",
            field="template",
        )


def _refuse_elsewhere(place: Place, subject: Subject, asked: Sequence[FrameAsked], frames: Sequence[MapFrame]) -> None:
    """
    Refuse a frame farther from the place and the subject than they are wide: its degrees are mistaken or swapped.

    One beside them is empty and no mistake: it was dragged there, or ends a row.
    """
    bounds = systems.move_bounds(place.map.extent, systems.parse(WGS84), systems.parse(place.crs.survey))
    west, south, east, north = shapely.union(shapely.box(*bounds), shapely.box(*subject.shape.bounds)).bounds
    known = shapely.box(west, south, east, north).buffer(max(east - west, north - south))
    for one, frame in zip(asked, frames, strict=True):
        if not (np.isfinite(frame.centre).all() and known.intersects(frame.ground)):
            west, south, east, north = place.map.extent
            raise WrongUseError(
                f"frames: about {one.center[0]:g}, {one.center[1]:g} there is nothing of {place.name.en}; give "
                f"longitude and latitude, within {west:g} to {east:g} and {south:g} to {north:g} degrees",
                field="frames",
            )


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


def _largest(wide: float, high: float, template: Template, lay: Layout) -> int:
    """Return the largest round scale at which a subject and the room that its template wants about it fit."""
    needed = (max(wide * template.room, template.least_m), max(high * template.room, template.least_m))
    return largest_round(needed, lay.room)


def _whole(lay: Layout) -> tuple[float, float]:
    return (lay.room[0] // STEP * STEP, lay.room[1] // STEP * STEP)
