"""
Right holders, tenants, offers and payments of the demo's consolidation parcels. Every person here is invented (示意).

Amounts are approx.: so many yuan for a square metre of land and floor, not taken from any agreement.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis_core.demo.timeline import DATA_DATE, NAMES, Days

SURNAMES = "陈麦曾黄文林李张刘王吴周梁罗郑邓叶钟"
GIVEN = "志明建华秀英国强丽芳伟军俊杰慧敏家豪晓东"
SIGNED, PAID, VACATED = (NAMES.index(stage) for stage in ("signed", "paid", "vacated"))
NEGOTIATING, ASSESSED = NAMES.index("negotiating"), NAMES.index("assessed")
YUAN_A_M2_LAND, YUAN_A_M2_FLOOR = 2_600.0, 4_200.0
MOVES = ("本社区", "公明街道", "新湖街道", "光明街道", "区外")
PURPOSE = "土地整备协商与补偿"
KEEP_UNTIL = np.datetime64("2035-12-31")


@dataclass(frozen=True)
class Parties:
    """Rows of `right_holders`, `tenants`, `personal.people`, `personal.negotiations` and `personal.payments`."""

    holders: pd.DataFrame
    tenants: pd.DataFrame
    people: pd.DataFrame
    negotiations: pd.DataFrame
    payments: pd.DataFrame


def make_parties(parcels: pd.DataFrame, days: Days, rng: np.random.Generator) -> Parties:
    """
    Return the parties of the parcels, with what was offered and paid by the data date.

    Parameters
    ----------
    parcels
        `code`, `land_kind`, `title_category`, `area_m2`, `floor_area_m2`, `team`, one row a parcel.
    days
        Day of each stage of each parcel, as `timeline.stage_days` gives them.
    rng
        Source of chance; the ids of the parties follow from it too.
    """
    industrial = (parcels["land_kind"] == "industrial").to_numpy()
    count = np.where(industrial, 1, rng.choice([1, 2], len(parcels), p=[0.8, 0.2]))
    row = np.repeat(np.arange(len(parcels)), count)
    share = 1 / count[row]
    holders = pd.DataFrame(
        {
            "id": _ids(len(row), rng),
            "parcel": parcels["code"].to_numpy()[row],
            "kind": np.where(
                industrial[row],
                rng.choice(np.array(["firm", "joint_stock_company"], dtype=object), len(row)),
                "household",
            ),
            "title_category": parcels["title_category"].to_numpy()[row],
            "land_m2": np.round(parcels["area_m2"].to_numpy()[row] * share, 2),
            "floor_m2": np.round(parcels["floor_area_m2"].to_numpy()[row] * share, 2),
            "signed_on": days[row, SIGNED],
        }
    )
    tenants = _tenants(parcels, days, rng)
    negotiations, payments = _money(holders, days[row], parcels["team"].to_numpy()[row], rng)
    return Parties(holders, tenants, _people(holders, tenants, rng), negotiations, payments)


def _ids(count: int, rng: np.random.Generator) -> list[str]:
    return [str(uuid.UUID(bytes=rng.bytes(16), version=4)) for _ in range(count)]


def _tenants(parcels: pd.DataFrame, days: Days, rng: np.random.Generator) -> pd.DataFrame:
    """About one tenant to 400 m² of floor, at most twelve on a parcel; who agreed was paid within the fortnight."""
    floor = parcels["floor_area_m2"].to_numpy(dtype=float)
    count = np.minimum(rng.poisson(floor / 400), 12)
    row = np.repeat(np.arange(len(parcels)), count)
    left = days[row, VACATED]
    agreed = left - rng.integers(10, 40, len(row))
    industrial = (parcels["land_kind"] == "industrial").to_numpy()[row]
    kinds = np.where(
        industrial, "firm", rng.choice(np.array(["shop", "resident"], dtype=object), len(row), p=[0.4, 0.6])
    )
    return pd.DataFrame(
        {
            "id": _ids(len(row), rng),
            "parcel": parcels["code"].to_numpy()[row],
            "kind": kinds,
            "floor_m2": np.round(floor[row] / np.maximum(count[row], 1), 2),
            "agreed_on": agreed,
            "paid_on": agreed + 10,
            "vacated_on": left,
            "moves_to": pd.Series(rng.choice(np.array(MOVES, dtype=object), len(row))).where(~np.isnat(left), None),
        }
    )


def _people(holders: pd.DataFrame, tenants: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    party = pd.concat([holders["id"], tenants["id"]], ignore_index=True)
    surname = rng.choice(np.array(list(SURNAMES), dtype=object), len(party))
    given = rng.choice(np.array([GIVEN[i : i + 2] for i in range(0, len(GIVEN), 2)], dtype=object), len(party))
    return pd.DataFrame(
        {
            "party": party,
            "name": surname + given,
            "phone": [f"1000000{number:04d}" for number in rng.integers(0, 10_000, len(party))],  # no such network
            "purpose": PURPOSE,
            "keep_until": KEEP_UNTIL,
        }
    )


def _money(
    holders: pd.DataFrame, days: Days, teams: NDArray[np.object_], rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """An appraisal, an offer, mostly a counter-offer, then the price of the agreement, paid in two parts."""
    worth = holders["land_m2"].to_numpy() * YUAN_A_M2_LAND + holders["floor_m2"].to_numpy() * YUAN_A_M2_FLOOR
    worth = np.round(worth * rng.uniform(0.9, 1.15, len(worth)), -3)
    assessed, begun, signed = days[:, ASSESSED], days[:, NEGOTIATING], days[:, SIGNED]
    last = np.where(np.isnat(signed), np.datetime64(DATA_DATE), signed)
    middle = begun + (last - begun) // 2
    haggles = rng.random(len(worth)) < 0.7
    refuses = np.isnat(signed) & (rng.random(len(worth)) < 0.35)
    steps = [
        ("appraisal", assessed, worth, np.ones(len(worth), dtype=bool)),
        ("contact", begun, np.full(len(worth), np.nan), np.ones(len(worth), dtype=bool)),
        ("offer", begun + 3, worth * 0.95, np.ones(len(worth), dtype=bool)),
        ("counter_offer", middle, worth * 1.25, haggles),
        ("refusal", middle + 4, np.full(len(worth), np.nan), refuses),
        ("offer", last, worth, ~np.isnat(signed)),
    ]
    parts = [
        pd.DataFrame(
            {
                "party": holders["id"],
                "kind": kind,
                "happened_on": on,
                "amount_yuan": np.round(amount, 2),
                "team": teams,
            }
        )[applies & ~np.isnat(on) & (on <= DATA_DATE)]
        for kind, on, amount, applies in steps
    ]
    paid = days[:, PAID]
    payments = pd.concat(
        [
            pd.DataFrame(
                {"party": holders["id"], "amount_yuan": np.round(worth * part, 2), "due_on": due, "paid_on": on}
            )
            for part, due, on in ((0.6, signed + 30, paid), (0.4, signed + 120, days[:, VACATED]))
        ]
    )
    return _dated(pd.concat(parts), "happened_on"), _dated(payments[payments["due_on"].notna()], "due_on")


def _dated(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    return rows.sort_values([column, "party"], ignore_index=True)
