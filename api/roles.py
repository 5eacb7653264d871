"""The roles and which role includes which."""

from __future__ import annotations

from enum import StrEnum
from functools import cache


class Role(StrEnum):
    """A role as it stands in `tokens.role` and in `token create --role`."""

    VIEWER = "viewer"
    PLANNER = "planner"
    ANALYST = "analyst"
    OFFICER = "officer"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"


INCLUDES: dict[Role, tuple[Role, ...]] = {
    Role.VIEWER: (),
    Role.PLANNER: (Role.VIEWER,),
    Role.ANALYST: (Role.PLANNER,),
    Role.OFFICER: (Role.VIEWER,),
    Role.LEAD: (Role.OFFICER,),
    Role.ADMINISTRATOR: (Role.ANALYST, Role.LEAD),
}


@cache
def powers(role: Role) -> frozenset[Role]:
    """Return the role itself and every role that it includes, directly or not."""
    return frozenset({role}).union(*(powers(lesser) for lesser in INCLUDES[role]))


def allows(held: Role, needed: Role) -> bool:
    """Whether one who holds `held` may do what `needed` is needed for."""
    return needed in powers(held)
