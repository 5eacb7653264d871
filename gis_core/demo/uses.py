"""What stands on a lot: uses with their codes, and how a block's lots get them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gis_core.demo.lots import Lot


@dataclass(frozen=True)
class Use:
    """
    A use of a lot.

    Parameters
    ----------
    land_use, zoning
        Present use (national classes) and planned use (Shenzhen's codes).
    building
        Use of its buildings (`layers.buildings`), or `None` where nothing is built.
    title
        Chinese word for a name.
    """

    land_use: str
    zoning: str
    building: str | None
    title: str


USES: dict[str, Use] = {
    "house": Use("0703", "R", "village", "宅基地"),
    "tenement": Use("0703", "R", "village", "私房"),
    "hall": Use("0803", "GIC", "public", "祠堂"),
    "village_square": Use("1403", "G1", None, "村广场"),
    "pond": Use("17", "E", None, "风水塘"),
    "yard": Use("1403", "G1", None, "晒场"),
    "estate": Use("0701", "R", "residential", "小区"),
    "mixed": Use("0701", "R", "residential", "住宅楼"),
    "shop": Use("0901", "C", "commercial", "商铺"),
    "commercial": Use("0901", "C", "commercial", "商业"),
    "auto": Use("0901", "C", "commercial", "汽车商城"),
    "office": Use("0901", "M0", "office", "总部大厦"),
    "factory": Use("1001", "M1", "factory", "厂区"),
    "old_factory": Use("1001", "M0", "factory", "旧厂区"),
    "logistics": Use("1101", "W", "warehouse", "物流仓库"),
    "reserved": Use("1001", "M1", None, "工业储备用地"),
    "vacant": Use("16", "R", None, "空地"),
    "school": Use("0804", "GIC", "public", "学校"),
    "clinic": Use("0806", "GIC", "public", "社康中心"),
    "welfare": Use("0807", "GIC", "public", "福利设施"),
    "office_hall": Use("0801", "GIC", "public", "办公服务"),
    "culture": Use("0803", "GIC", "public", "文化活动中心"),
    "utility": Use("13", "U", "utility", "变电站"),
    "pocket_park": Use("1401", "G1", None, "口袋公园"),
    "park": Use("1401", "G1", None, "公园"),
    "street_green": Use("1402", "G2", None, "街头绿地"),
    "bank": Use("1402", "G2", None, "滨河绿地"),
    "parking": Use("120803", "S", None, "停车场"),
    "farm": Use("01", "E", None, "农田"),
    "forest": Use("03", "E", None, "山林"),
    "lake": Use("17", "E", None, "湖"),
    "water": Use("17", "E", None, "河道"),
    "road": Use("1207", "S", None, "道路"),
}

Chooser = Callable[[Lot, np.random.Generator], str]

# Share of industrial blocks where reserved land lies beside old factories, and of blocks that are old throughout.
RESERVED_SHARE = 0.24
OLD_SHARE = 0.28


def uses_of_block(lots: list[Lot], zone: str, rng: np.random.Generator, *, renewal: float = 0.0) -> list[str]:
    """
    Give each lot of a block its use.

    Parameters
    ----------
    lots
        Lots of one block.
    zone
        Zone of the block.
    rng
        Source of chance.
    renewal
        0–1, how much of the industrial land is up for renewal (near 新兴湖 and along the axes).
    """
    if zone == "industry":
        return _industry(lots, rng, renewal)
    return [_leftover(lot, zone, rng) or _USE_OF_ZONE[zone](lot, rng) for lot in lots]


def _leftover(lot: Lot, zone: str, rng: np.random.Generator) -> str | None:
    """Return the use of a lot too awkward to build on: a pocket park, a green or parking."""
    area, compact = lot.ring.area, lot.ring.compactness
    if zone in ("village", "farm", "green"):
        return None
    smallest = 150 if zone == "mixed" else 600
    if lot.wedge or compact < 0.38 or area < smallest:
        return (
            "pocket_park"
            if 400 <= area <= 10_000 and rng.random() < 0.5
            else ("parking" if area > 250 and rng.random() < 0.6 else "street_green")
        )
    return None


def _industry(lots: list[Lot], rng: np.random.Generator, renewal: float) -> list[str]:
    kind = rng.random()
    reserved = kind < RESERVED_SHARE * (0.5 + 1.2 * renewal)
    old = reserved or kind > 1 - OLD_SHARE * (0.5 + 1.2 * renewal)
    # Reserved land is one side of the block, so that it lies together and adjoins the old factories.
    heading = rng.normal(size=2)
    order = np.argsort([float(lot.ring.points.mean(axis=0) @ heading) for lot in lots])
    area = np.array([lot.ring.area for lot in lots])
    together = area[order].cumsum() <= rng.uniform(0.3, 0.6) * area.sum()
    side = set(order[together].tolist())
    uses = []
    for number, lot in enumerate(lots):
        leftover = _leftover(lot, "industry", rng)
        chance = rng.random()
        if reserved and number in side:
            uses.append("reserved")
        elif leftover:
            uses.append(leftover)
        elif old:
            uses.append("old_factory")
        elif chance < 0.87:
            uses.append("factory")
        elif chance < 0.92:
            uses.append("logistics")
        elif chance < 0.95:
            uses.append("reserved")
        else:
            uses.append("parking" if lot.ring.area < 4000 else "factory")
    return uses


def _village(lot: Lot, rng: np.random.Generator) -> str:
    if lot.ring.area < 40 or lot.ring.compactness < 0.4 or rng.random() < 0.02:
        return "yard"
    return "house" if lot.ring.area < 330 else "tenement"


def _mixed(lot: Lot, rng: np.random.Generator) -> str:
    if lot.ring.area < 330:
        return "house"
    chance = rng.random()
    if chance < 0.55:
        return "mixed"
    if chance < 0.7:
        return "shop"
    if chance < 0.92:
        return "shop" if lot.ring.area < 1300 else "old_factory"
    return "parking"


def _estate(lot: Lot, rng: np.random.Generator) -> str:
    chance = rng.random()
    if chance < 0.84:
        return "estate"
    if chance < 0.92:
        return "commercial" if lot.ring.area < 9000 else "estate"
    return "pocket_park" if lot.ring.area < 9000 else "vacant"


def _built(use: str) -> Chooser:
    """Return what chooses `use` mostly, with some land still free and some small parks."""

    def choose(lot: Lot, rng: np.random.Generator) -> str:
        chance = rng.random()
        if chance < 0.86:
            return use
        if chance < 0.91:
            return "reserved" if use == "office" else "vacant"
        return "pocket_park" if lot.ring.area < 10_000 else use

    return choose


def _always(use: str) -> Chooser:
    def choose(_lot: Lot, _rng: np.random.Generator) -> str:
        return use

    return choose


_USE_OF_ZONE: dict[str, Chooser] = {
    "village": _village,
    "mixed": _mixed,
    "estate": _estate,
    "headquarters": _built("office"),
    "commercial": _built("commercial"),
    "auto": _built("auto"),
    "farm": _always("farm"),
    "green": _always("bank"),
}
