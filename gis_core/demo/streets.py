"""
Streets: a superblock split again and again along its cross field, down to faces as large as their use asks for.

Each cut starts in the middle of the longest chord across the face, follows the field both ways until it leaves the
face, and ends on a gate or a junction if one is near. Of several tries the best wins: balanced, at right angles,
corners not too close, compact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gis_core.demo.field import CrossField
from gis_core.demo.frame import Seat
from gis_core.demo.rings import (
    BANK,
    Anchors,
    Frame,
    Points,
    Ring,
    crossings,
    direction,
    edge_at,
    frame_of,
    on_grid,
    split_ring,
)
from gis_core.demo.zones import TARGETS, zone_at

STEP = 20.0  # of a trace, metres
INERTIA = 0.7  # share of its own direction that a trace keeps at each step
REACH = 42.0  # a cut's end moves to a gate or junction within it, metres
CORNER = 35.0  # junctions nearer than this to a corner are avoided, metres
TRIES = 8
GOOD = 0.3  # a cut this good ends the search
WORST = 4.5  # a cut worse than this isn't made

WIDTHS = {"secondary": 22.0, "local": 14.0, "wide_local": 18.0, "narrow": 10.0, "lane": 4.6, "alley": 2.6}


@dataclass(frozen=True)
class Street:
    """A street within a superblock: class and centre line from junction to junction of its own making."""

    kind: str
    line: Points


@dataclass(frozen=True)
class Face:
    """A face between streets: its ring to the centre lines (tags: street numbers from 1) and its zone."""

    ring: Ring
    zone: str


class StreetPlan:
    """
    Grows the streets of one superblock.

    Tags of the faces' edges are `KERB`, `BANK`, or the number of a street (1 is `streets[0]`).
    """

    def __init__(self, gates: Points, seats: tuple[Seat, ...], field: CrossField, rng: np.random.Generator) -> None:
        self.streets: list[Street] = []
        self.faces: list[Face] = []
        self._seats = seats
        self._field = field
        self._rng = rng
        self._gates = gates
        self._junctions = Anchors(cell=REACH)

    def grow(self, ring: Ring) -> None:
        """Split the ring until every face is small enough for its zone."""
        stack = [ring]
        while stack:
            face = stack.pop()
            zone = zone_at(face, self._seats)
            target = TARGETS[zone]
            halves = None
            if face.area > target * 1.45 and face.width > 28:
                halves = self._split(face, self._kind(face, zone))
            if halves is None:
                self.faces.append(Face(face, zone))
            else:
                stack += halves

    def _kind(self, face: Ring, zone: str) -> str:
        if face.area > 220_000:
            return "secondary"
        if zone in ("village", "mixed") and face.area < 90_000:
            return "narrow"
        return "wide_local" if self._rng.random() < 0.3 else "local"

    def _split(self, face: Ring, kind: str) -> tuple[Ring, Ring] | None:
        box = frame_of(face.points, direction(face))
        best_score, best = WORST, None
        for attempt in range(TRIES):
            across = box.turned() if attempt > 4 and box.u_extent < 1.5 * box.v_extent else box
            candidate = self._candidate(face, across, attempt)
            if candidate is None:
                continue
            score, ends, middle, halves = candidate
            if score < best_score:
                best_score, best = score, (ends, middle, halves)
            if score < GOOD:
                break
        if best is None:
            return None
        ends, middle, halves = best
        for end in ends:
            self._junctions.add(end)
        self.streets.append(Street(kind, np.concatenate([ends[0][None], middle, ends[1][None]])))
        number = len(self.streets)
        one, other = (Ring(half.points, np.where(half.tags == NEW, number, half.tags)) for half in halves)
        return one, other

    def _candidate(
        self, face: Ring, box: Frame, attempt: int
    ) -> tuple[float, list[Points], Points, tuple[Ring, Ring]] | None:
        spread = 0.06 if attempt == 0 else 0.2
        origin = box.at(0.5 + self._rng.uniform(-spread, spread), self._rng.uniform(0.4, 0.6))
        along, _, _ = crossings(face, origin, box.v)
        if len(along) < 2 or len(along) % 2:
            return None
        chord = 2 * int(np.argmax(along[1::2] - along[::2]))
        # The middle of the longest chord: the middle of the box may lie outside a crescent.
        share = self._rng.uniform(0.45, 0.55)
        origin = on_grid(origin + box.v * (along[chord] + share * (along[chord + 1] - along[chord])))
        heading = math.atan2(box.v[1], box.v[0])
        follows = self._field.heading(origin[0], origin[1], heading)
        heading = follows if math.cos(follows - heading) > 0.8 else heading
        first, second = self._trace(face, origin, heading), self._trace(face, origin, heading + math.pi)
        if first is None or second is None:
            return None
        penalty, ends, edges, courses = 0.0, [], [], []
        for course, left_at, left_by, towards in (first, second):
            end, edge, moved = self._joined(face, left_at, left_by)
            if not moved and _corner_near(face, end):
                penalty += 1
            penalty += 1.5 * float(face.edges[edge] @ towards / face.lengths[edge]) ** 2
            if face.tags[edge] == BANK:
                penalty += 0.6
            ends.append(end)
            edges.append(edge)
            courses.append(_bent(origin, course, end)[:-1])
        if all(face.tags[edge] == BANK for edge in edges):
            return None
        middle = np.concatenate([courses[0][::-1], origin[None], courses[1]])
        halves = split_ring(face, (edges[0], ends[0]), (edges[1], ends[1]), middle, NEW)
        if halves is None or not all(len(half.points) > 2 and half.polygon().is_valid for half in halves):
            return None
        smaller = min(half.area for half in halves)
        if smaller <= 0 or abs(sum(half.area for half in halves) - face.area) > 0.01 * face.area + 5:
            return None
        penalty += sum(0.25 * (1 - min(1.0, half.compactness / 0.7)) for half in halves)
        penalty += 1.2 * (1 - 2 * smaller / face.area) + (2 if smaller < 0.22 * face.area else 0)
        return penalty, ends, middle, halves

    def _trace(self, face: Ring, origin: Points, heading: float) -> tuple[Points, Points, int, Points] | None:
        """Follow the field until the face is left: course, end, edge, last direction."""
        x, y = float(origin[0]), float(origin[1])
        course = [(x, y)]
        longest = float(np.ptp(face.points, axis=0).sum()) * 1.2
        for _ in range(int(longest / STEP) + 2):
            field = self._field.heading(x, y, heading)
            heading += (1 - INERTIA) * (field - heading)
            x, y = x + STEP * math.cos(heading), y + STEP * math.sin(heading)
            course.append((x, y))
        points = on_grid(np.array(course))
        steps = np.diff(points, axis=0)
        start, edges = face.points, face.edges
        offset = start[None] - points[:-1, None]
        cross = steps[:, None, 0] * edges[None, :, 1] - steps[:, None, 1] * edges[None, :, 0]
        cross = np.where(np.abs(cross) < 1e-12, 1e-12, cross)
        t = (offset[..., 0] * edges[None, :, 1] - offset[..., 1] * edges[None, :, 0]) / cross
        u = (offset[..., 0] * steps[:, None, 1] - offset[..., 1] * steps[:, None, 0]) / cross
        step, edge = np.nonzero((t > 1e-6) & (t <= 1) & (u >= 0) & (u < 1))
        if not len(step):
            return None
        order = np.lexsort((t[step, edge], step))[0]
        step_hit, edge_hit = int(step[order]), int(edge[order])
        end = on_grid(points[step_hit] + t[step_hit, edge_hit] * steps[step_hit])
        towards = steps[step_hit] / np.hypot(*steps[step_hit])
        return points[1 : step_hit + 1], end, edge_hit, towards

    def _joined(self, face: Ring, end: Points, edge: int) -> tuple[Points, int, bool]:
        """Move an end to a junction or gate near it, on the same face."""
        junction = self._junctions.nearest(end, REACH)
        candidates = [] if junction is None else [junction]
        if len(self._gates):
            distance = np.hypot(*(self._gates - end).T)
            nearest = int(distance.argmin())
            if distance[nearest] < REACH:
                candidates.append(on_grid(self._gates[nearest]))
        for candidate in candidates:
            on = edge_at(face, candidate)
            if on is not None:
                return candidate, on, True
        return end, edge, False


NEW = 1_000_000  # tag of a cut until it has its number


def _bent(origin: Points, course: Points, end: Points) -> Points:
    """Bend a course little by little to the end that it was given, instead of with a kink at its last step."""
    steps = np.arange(1, len(course) + 1) / (len(course) + 0.5)
    if not len(course):
        return course
    straight = course[-1] - origin
    reached = course[-1] + STEP / 2 * straight / max(float(np.hypot(*straight)), 1e-9)
    return on_grid(course + steps[:, None] ** 2 * (end - reached))


def _corner_near(face: Ring, point: Points) -> bool:
    before = np.roll(face.edges, 1, axis=0)
    turn = np.abs(
        np.arctan2(before[:, 0] * face.edges[:, 1] - before[:, 1] * face.edges[:, 0], (before * face.edges).sum(axis=1))
    )
    corners = face.points[turn > 0.5]
    return bool(len(corners)) and float(np.hypot(*(corners - point).T).min()) < CORNER
