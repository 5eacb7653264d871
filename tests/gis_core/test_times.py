"""The two times as people write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.errors import WrongUseError
from gis_core.times import end_of_day, read_at, read_known

SHANGHAI = ZoneInfo("Asia/Shanghai")
days = st.dates(date(1901, 1, 1), date(2198, 12, 31))


@given(days, st.sampled_from(["Asia/Shanghai", "America/Los_Angeles", "Pacific/Apia", "Europe/Prague"]))
def test_a_date_as_known_is_the_last_instant_of_that_day(day: date, zone: str) -> None:
    instant = read_known(day.isoformat(), ZoneInfo(zone))
    assert instant.date() == day
    following = instant + timedelta(microseconds=1)
    assert following.date() == day + timedelta(days=1)
    assert (following.hour, following.minute, following.microsecond) == (0, 0, 0)


@given(days)
def test_at_reads_back_what_was_written(day: date) -> None:
    assert read_at(day.isoformat(), SHANGHAI) == day


def test_an_instant_without_offset_is_the_places() -> None:
    assert read_known("2024-12-31T18:00:00", SHANGHAI) == datetime(2024, 12, 31, 18, tzinfo=SHANGHAI)
    assert read_known("2024-12-31T10:00:00Z", SHANGHAI) == datetime(2024, 12, 31, 18, tzinfo=SHANGHAI)


def test_nothing_means_today_and_now() -> None:
    now = datetime.now(SHANGHAI)
    assert read_at(None, SHANGHAI) in (now.date(), now.date() + timedelta(days=1))
    assert abs(read_known(None, SHANGHAI) - now) < timedelta(minutes=1)
    assert end_of_day(now.date(), SHANGHAI) >= now


OTHER_SPELLINGS = ("20240101", "2024-W01-1", "2024W011", "２０２４-01-01", "2024-W01-1T00:00:00", "20240101T000000Z")


@pytest.mark.parametrize(
    "value",
    [
        *("", "yesterday", "2024-02-30", "31.12.2024", "0001-01-01", "9999-12-31", "2024-1-1", "2024-02-30T00:00:00Z"),
        *OTHER_SPELLINGS,
    ],
)
def test_what_is_no_date_is_refused_by_name(value: str) -> None:
    with pytest.raises(WrongUseError, match=r"^at:"):
        read_at(value, SHANGHAI)
    with pytest.raises(WrongUseError, match=r"^known:"):
        read_known(value, SHANGHAI)
