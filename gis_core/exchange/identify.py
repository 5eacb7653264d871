"""
In which CRS a delivery's coordinates are: what is said is measured against what is on record, and nothing is guessed.

The flag is taken as given. The file's word is taken when it fits; when it doesn't, or the file says nothing, the
delivery is refused with a sentence that proposes the best fit, gives what was measured, and names the flag to give.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from gis_core import crs as systems
from gis_core import db
from gis_core.crs import System
from gis_core.errors import CrsError
from gis_core.exchange.candidates import candidates, is_shifted, surveyed_by_china, with_other_false_easting
from gis_core.exchange.delivery import Fit, Geometries, Identified
from gis_core.exchange.raw import Raw
from gis_core.exchange.records import Connection, Reference, Sample, extent_on_record, references, take_sample
from gis_core.instance import Instance
from gis_core.place import Place
from layers.base import Label, Layer

FITS = 0.5
"""A system fits the place when it puts at least this share of the rows inside."""
AGREES = 0.5
"""Records decide when the best system makes at least this share of what was compared agree …"""
MARGIN = 0.3
"""… and every other system this much less."""


class Judge:
    """Measures systems for one delivery."""

    def __init__(self, raw: Raw, sample: Sample, layer: Layer, connection: Connection, place: Place) -> None:
        self.raw = raw
        self.sample = sample
        self.place = place
        self.layer = layer
        self.connection = connection
        self.survey = systems.parse(place.crs.survey)
        self.extent = extent_on_record(connection, place)

    def inside(self, system: System) -> float:
        """Return the share of sampled rows that a system puts inside the extent."""
        x, y = systems.move(self.sample.x, self.sample.y, system, self.survey)
        west, south, east, north = self.extent
        within = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        return float(np.mean(within.all(axis=1)))

    def covers(self, system: System) -> bool:
        """Tell whether a system makes the delivery as a whole cover the middle of the place."""
        west, south, east, north = self.extent
        middle = shapely.Point((west + east) / 2, (south + north) / 2)
        carried = self.sample.carried(system, self.survey)
        return bool(shapely.intersects(shapely.box(*shapely.total_bounds(carried)), middle))

    def measure(self, options: list[System], *, said: str | None = None) -> list[Fit]:
        """
        Measure the systems, best first; those of Chinese web maps abroad only if the records agree, or if `said`.

        Those that put the delivery elsewhere are measured by extent alone. The others are compared with the records,
        one kind of record after the other until one decides.
        """
        fits = {system.name: Fit(system.name, self.inside(system)) for system in options}
        near = [system for system in options if fits[system.name].inside >= FITS]
        if near:
            for reference in references(self.connection, self.place, self.layer, self.sample):
                compared = self._compare(reference, near, fits)
                if decides(compared):
                    fits |= {fit.crs: fit for fit in compared}
                    break
        at_home = surveyed_by_china(self.place)
        told = [
            fit
            for fit in fits.values()
            if at_home or fit.crs == said or not is_shifted(fit.crs) or (fit.agreement or 0.0) >= AGREES
        ]
        return sorted(told, key=lambda fit: (-(fit.agreement or 0.0), -fit.inside))

    def far_from_records(self, system: System) -> list[Label]:
        """Say how far rows lie from those of the same code on record, where most don't lie on them."""
        reference = next(references(self.connection, self.place, self.layer, self.sample))
        measured = reference.measure(self.sample.carried(system, self.survey))
        if measured is None or measured[0] >= AGREES:
            return []
        _, distance, count = measured
        return [
            Label(
                f"{count} 个抽样图形距{reference.label.zh}的中位距离为 {distance:,.1f} m",
                f"{count} rows compared lie {distance:,.1f} m (median) from {reference.label.en}",
            )
        ]

    def _compare(self, reference: Reference, near: list[System], fits: dict[str, Fit]) -> list[Fit]:
        compared = []
        for system in near:
            measured = reference.measure(self.sample.carried(system, self.survey))
            if measured is not None:
                agreement, distance, count = measured
                compared.append(
                    replace(
                        fits[system.name],
                        agreement=agreement,
                        distance_m=distance,
                        compared=count,
                        against=reference.label,
                    )
                )
        return compared


def decides(fits: list[Fit]) -> bool:
    """Tell whether one of the compared systems agrees with the records so much better that it must be the one."""
    shares = sorted((fit.agreement or 0.0 for fit in fits), reverse=True)
    if not shares or shares[0] < AGREES:
        return False
    return len(shares) == 1 or shares[0] - shares[1] >= MARGIN


def identify(
    raw: Raw,
    shapes: Geometries,
    codes: pd.Series | None,
    *,
    layer: Layer,
    instance: Instance,
    given: str | None,
    name: str,
) -> tuple[Identified, list[Label]]:
    """
    Return in which system the shapes are, on whose word, and what is to be said of it.

    Parameters
    ----------
    raw
        What the file says.
    shapes
        Its geometries, untransformed.
    codes
        The office's code of each row, or `None`; rows on record are found by it.
    layer
        Our layer that it is for.
    instance
        Whose place and records it is measured against.
    given
        The flag.
    name
        The file's name, for the sentence.

    Raises
    ------
    CrsError
        If neither flag nor file says it, or the file's word doesn't fit.
    """
    place = instance.place
    sample = take_sample(shapes, codes)
    if sample is None:
        word = given or raw.crs or place.crs.survey
        return Identified(systems.parse(word, place).name, "flag" if given else "file"), []
    with db.connect(instance) as connection:
        judge = Judge(raw, sample, layer, connection, place)
        if given is not None:
            return _as_given(judge, systems.parse(given, place), given)
        declared = _declared(raw, place)
        if declared is not None:
            return _as_declared(judge, declared, name)
        fits = judge.measure(candidates(place, sample.x, sample.y))
        raise CrsError(f"{name} does not say in which CRS its coordinates are; {proposal(fits, place)}")


def _declared(raw: Raw, place: Place) -> System | None:
    if raw.crs is None:
        return None
    if raw.crs == systems.INDEPENDENT:
        return systems.parse(raw.crs, place)  # without its parameters, that is what has to be said
    try:
        return systems.parse(raw.crs, place)
    except CrsError:
        return None  # an engineering or unknown CRS says nothing that could be checked


def _as_given(judge: Judge, system: System, given: str) -> tuple[Identified, list[Label]]:
    """Take the flag; where it leaves the order or the zone prefix open, the numbers tell, and it is said."""
    inside = judge.inside(system)
    notes = []
    if inside < FITS:
        for other, told in _readings(judge, system):
            if judge.inside(other) >= FITS:
                fit = Fit(other.name, judge.inside(other))
                return Identified(other.name, "flag", (fit,)), [told]
        notes.append(_outside(judge, given, inside))
    return Identified(system.name, "flag", (Fit(system.name, inside),)), notes


def _outside(judge: Judge, given: str, inside: float) -> Label:
    fits = judge.measure(candidates(judge.place, judge.sample.x, judge.sample.y))
    best = next((fit for fit in fits if fit.inside >= FITS), None)
    name, share = judge.place.name, _percent(1 - inside)
    return Label(
        f"按 --crs {given}，{share} 的行落在{name.zh}范围之外" + (f"；--crs {best.crs} 则在范围内" if best else ""),
        f"with --crs {given}, {share} of the rows lie outside {name.en}" + (f"; --crs {best.crs} fits" if best else ""),
    )


def _readings(judge: Judge, system: System) -> list[tuple[System, Label]]:
    """Return other ways to read the same system, with what to say of each."""
    readings = [
        (
            other,
            Label(f"坐标带号前缀不同，按 {other.name} 读取", f"the eastings' zone prefix says {other.name}; read so"),
        )
        for other in with_other_false_easting(system, judge.place)
    ]
    if not judge.raw.order_known and not system.swapped:
        turned = Label(
            "按 X 为北坐标、Y 为东坐标读取", "X was read as the northing, Y as the easting, as only so it fits"
        )
        ways = [system, *(other for other, _ in readings)]
        readings += [(replace(way, name=way.name + systems.SWAPPED, swapped=True), turned) for way in ways]
    return readings


def _as_declared(judge: Judge, declared: System, file_name: str) -> tuple[Identified, list[Label]]:
    if not declared.geographic and judge.raw.order_known and (inside := judge.inside(declared)) >= FITS:
        # metres that lie here in one system lie elsewhere in any other
        return Identified(declared.name, "file", (Fit(declared.name, inside),)), judge.far_from_records(declared)
    options = candidates(judge.place, judge.sample.x, judge.sample.y)
    if not judge.raw.order_known:
        options.append(systems.parse(declared.name + systems.SWAPPED, judge.place))
    options = [declared, *(option for option in options if not systems.same(option, declared))]
    fits = judge.measure(options, said=declared.name)
    own = next(fit for fit in fits if fit.crs == declared.name)
    decided = fits[0].agreement is not None
    said_by = "format" if judge.raw.crs_by_format else "file"
    if own.inside >= FITS and (not decided or fits[0] is own):
        undecided = [] if decided else _undecided(declared, [fit for fit in fits if fit.inside >= FITS])
        return Identified(declared.name, said_by, tuple(fits[:3])), undecided
    says = f"{file_name} {'means by its format' if judge.raw.crs_by_format else 'says'} {declared.title}"
    rivals = [fit for fit in fits if fit is not own and fit.inside >= FITS]
    if rivals:
        raise CrsError(f"{says}, which does not fit; {proposal(fits, judge.place)}")
    covering = [system.name for system in options if judge.covers(system)]
    name = judge.place.name
    if covering == [declared.name]:
        told = Label(f"数据远超{name.zh}范围", f"its shapes reach far beyond {name.en}")
        return Identified(declared.name, said_by, tuple(fits[:3])), [told]
    if declared.name in covering:
        raise CrsError(
            f"{says}, but its shapes reach far beyond {name.en}, so that nothing here tells these apart: "
            f"{', '.join(covering)}; give the right one with --crs"
        )
    raise CrsError(
        f"{says}, which puts {_percent(1 - own.inside)} of its rows outside {name.en}, and no other CRS known here "
        "puts them inside; it belongs to another place, or give its true CRS with --crs"
    )


def _undecided(declared: System, fits: list[Fit]) -> list[Label]:
    """Say that the file's word was taken where nothing on record could have contradicted it."""
    others = ", ".join(fit.crs for fit in fits if fit.crs != declared.name)
    if not others:
        return []
    return [
        Label(
            f"按文件所注的 {declared.title} 读取；在册数据不足以与 {others} 区分",
            f"read as {declared.title}, as it says; nothing on record tells it from {others}",
        )
    ]


def proposal(fits: list[Fit], place: Place) -> str:
    """Return the sentence's second half: the best fit, what was measured, the flag to give."""
    near = [fit for fit in fits if fit.inside >= FITS]
    if not near:
        return f"no CRS that is known here puts it inside {place.name.en}; ask who made it, and give it with --crs"
    told = "; ".join(describe(fit) for fit in near[:4])
    decided = near[0].agreement is not None or len(near) == 1
    advice = f"if that is right, give --crs {near[0].crs}" if decided else "ask who made it, and give one with --crs"
    return f"measured: {told}; {advice}"


def describe(fit: Fit) -> str:
    """Return what was measured of one system in a few words."""
    text = f"{fit.crs} puts {_percent(fit.inside)} of the rows inside"
    if fit.agreement is None or fit.distance_m is None or fit.against is None:
        return text
    return (
        f"{text}, {_percent(fit.agreement)} of {fit.compared} compared agree with {fit.against.en} "
        f"(median distance {fit.distance_m:,.2f} m)"
    )


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"
