"""A bounded cache of tiles, which lets go of exactly those that a change touches."""

from __future__ import annotations

import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis_core.tiles.changes import Change
from gis_core.tiles.grid import Box

ZIP_FROM = 1024  # bytes; below it zipping saves nothing
ZIP_LEVEL = 3
OVERHEAD = 400  # bytes that an entry takes besides its content, about


@dataclass(frozen=True)
class Content:
    """A tile's bytes, plain and zipped (`None` where that saves nothing), under a tag that tells contents apart."""

    plain: bytes
    zipped: bytes | None
    tag: str

    @property
    def size(self) -> int:
        """Bytes that it takes in memory, about."""
        return len(self.plain) + len(self.zipped or b"") + OVERHEAD


def content_of(plain: bytes, *, zipped: bool) -> Content:
    """Return the content with its tag (a hash, so the same in every process), zipped where asked for and useful."""
    squeezed = None
    if zipped and len(plain) >= ZIP_FROM:
        squeezer = zlib.compressobj(ZIP_LEVEL, zlib.DEFLATED, 31)
        squeezed = squeezer.compress(plain) + squeezer.flush()
    return Content(plain, squeezed, hashlib.blake2b(plain, digest_size=12).hexdigest())


@dataclass(frozen=True)
class Key:
    """What a tile was asked for: layers, place, and the two times as far as they were given."""

    layers: tuple[str, ...]
    z: int
    x: int
    y: int
    at: str | None = None
    known: str | None = None

    @property
    def past(self) -> bool:
        """Whether it is a tile of the past."""
        return self.at is not None or self.known is not None


class TileCache:
    """
    Tiles by what they were asked for, the least recently used let go first.

    Parameters
    ----------
    limit
        Bytes that all tiles together may take; 0 keeps none.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._kept: OrderedDict[Key, tuple[Content, Box]] = OrderedDict()
        self._epoch = 0
        self._recent: list[tuple[int, Change | None]] = []
        self._under_way: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, key: Key) -> Content | None:
        """Return the tile, or `None` when it isn't kept."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def begin(self) -> int:
        """Note that a tile is about to be made; `keep` or `give_up` wants what is returned."""
        self._under_way[self._epoch] = self._under_way.get(self._epoch, 0) + 1
        return self._epoch

    def give_up(self, begun: int) -> None:
        """Note that the tile was not made."""
        self._under_way[begun] -= 1
        if not self._under_way[begun]:
            del self._under_way[begun]
        oldest = min(self._under_way, default=self._epoch)
        self._recent = [(epoch, change) for epoch, change in self._recent if epoch > oldest]

    def keep(self, key: Key, content: Content, box: Box, begun: int) -> bool:
        """
        Keep a tile unless something in it changed while it was made, and tell whether it is kept.

        Parameters
        ----------
        key, content
            What was asked for, and the answer.
        box
            Everything that reaches into the tile (EPSG:3857), margin included.
        begun
            What `begin` gave before the statement was sent.
        """
        since = [change for epoch, change in self._recent if epoch > begun]
        self.give_up(begun)
        if content.size > self.limit or any(change is None or _touches(change, key, box) for change in since):
            return False
        self._drop(key)
        self._kept[key] = (content, box)
        self.size += content.size
        while self.size > self.limit:
            self._drop(next(iter(self._kept)))
        return True

    def forget(self, changes: Sequence[Change]) -> None:
        """Let go of the tiles that `changes` touch."""
        self._note(changes)
        if not self._kept:
            return
        layers = np.array([change.layer for change in changes])
        boxes = np.array([change.box for change in changes])
        past_only = np.array([change.past_only for change in changes])
        for key, (_, box) in list(self._kept.items()):
            west, south, east, north = box
            meet = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
            if not key.past:
                meet &= ~past_only
            if meet.any() and np.isin(layers[meet], key.layers).any():
                self._drop(key)

    def forget_everything(self) -> None:
        """Let go of all tiles."""
        self._note([None])
        self._kept.clear()
        self.size = 0

    def _note(self, changes: Sequence[Change | None]) -> None:
        """Remember changes for as long as tiles are under way that may not have seen them."""
        self._epoch += 1
        if self._under_way:
            self._recent.extend((self._epoch, change) for change in changes)

    def _drop(self, key: Key) -> None:
        found = self._kept.pop(key, None)
        if found is not None:
            self.size -= found[0].size


def _touches(change: Change, key: Key, box: Box) -> bool:
    west, south, east, north = change.box
    return (
        change.layer in key.layers
        and (key.past or not change.past_only)
        and west <= box[2]
        and east >= box[0]
        and south <= box[3]
        and north >= box[1]
    )
