"""Codes and names: 宗地代码 of 19 characters, 不动产单元号 of 28, street names."""

from __future__ import annotations

import hashlib
import uuid

COUNTY = "440311"
ORDINALS = "一二三四五六七八九十"
FIRST = "福康安兴华荣景丰和泰德文宏锦东西南中北广"
SECOND = "盛宁达民源业乐城馨裕祥瑞辉强隆义仁信智美"


def feature_id(layer: str, code: str) -> uuid.UUID:
    """
    Return the id of a feature, the same in every demo: a hash in the form of a UUID of version 8 (RFC 9562, 5.8).

    In SQL `overlay(overlay(md5(layer || ':' || code) placing '8' from 13) placing '8' from 17)::uuid`.
    """
    digits = hashlib.md5(f"{layer}:{code}".encode(), usedforsecurity=False).hexdigest()
    return uuid.UUID(f"{digits[:12]}8{digits[13:16]}8{digits[17:]}")


def subdistrict_code(district: int) -> str:
    """Return the code of the boundary of a district: 1 is Matian, the rest are its neighbours."""
    return f"JD{district:03d}"


def parcel_code(district: int, superblock: int, number: int, *, state: bool) -> str:
    """
    Return a 宗地代码: county, cadastral district, sub-district, kind of right (GB state, JB collective), number.

    Source
    ------
    GB/T 37346-2019 (19 characters).
    """
    return f"{COUNTY}{district:03d}{superblock:03d}{'GB' if state else 'JB'}{number:05d}"


def building_code(parcel: str, number: int) -> str:
    """Return a 不动产单元号 of a building on its parcel: the parcel's code, F, its number and unit."""
    return f"{parcel}F{number:04d}0001"


def block_code(prefix: str, district: int, superblock: int, number: int) -> str:
    """Return an office code of a thing that grew in a superblock."""
    return f"{prefix}{district:03d}{superblock:03d}{number:04d}"


def ordinal(number: int) -> str:
    """Return a number from 1 as Chinese numerals (up to 99)."""
    tens, ones = divmod(number, 10)
    if number <= 10:
        return ORDINALS[number - 1]
    head = ("" if tens == 1 else ORDINALS[tens - 1]) + "十"
    return head + (ORDINALS[ones - 1] if ones else "")


def quarter_name(district: int, superblock: int) -> str:
    """Return the name after which the streets of a superblock are numbered; no two of a district share it."""
    number = (superblock * 37 + district * 11) % (len(FIRST) * len(SECOND))
    return FIRST[number % len(FIRST)] + SECOND[number // len(FIRST)]
