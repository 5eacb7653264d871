"""
The analysts' front door: an instance's layers as GeoDataFrames, its figures, scenarios, rasters, maps and sheets.

```python
from gis_core import workspace

with workspace.open() as space:                                   # the instance on this machine
    parcels = space.layer("parcels", at="2024-12-31")
    space.map("parcels", "pocket_parks")

with workspace.open("http://127.0.0.1:8765", token="…") as space:  # any other, through its API
    space.figures(2024)
```

Both have the same methods. Through the API the token's role decides: what a role may not see isn't there.
"""

from __future__ import annotations

from typing import overload

from gis_core.errors import WrongUseError
from gis_core.instance import Instance
from gis_core.opening import hold
from gis_core.workspace.local import LocalRecords
from gis_core.workspace.remote import RemoteRecords
from gis_core.workspace.workspace import Workspace

__all__ = ["Workspace", "open"]


@overload
def open(where: Instance | None = None, *, token: None = None) -> Workspace: ...
@overload
def open(where: str, *, token: str | None) -> Workspace: ...
def open(where: Instance | str | None = None, *, token: str | None = None) -> Workspace:
    """
    Open a workspace.

    Parameters
    ----------
    where
        Nothing: the instance of `MATIAN_HOME` (its cluster is started if need be). An `Instance` that already runs. Or
        the address of a server, such as `http://127.0.0.1:8765`.
    token
        For a server: a token, as `./matian token create` makes it.

    Raises
    ------
    EnvironmentProblemError, WrongUseError
        As `gis_core.opening.hold`; if the server doesn't answer; if a token is missing, or given without a server.
    NotAllowedError
        If the server doesn't know the token.
    """
    if isinstance(where, str):
        if not token:
            raise WrongUseError(f"{where[:80]} asks for a token: open(…, token=…); ./matian token create makes one")
        return Workspace(RemoteRecords(where, token))
    if token is not None:
        raise WrongUseError("a token opens a server's address, open('http://…', token=…); this machine's needs none")
    if where is not None:
        return Workspace(LocalRecords(where))
    held = hold()
    return Workspace(LocalRecords(held.instance, held))
