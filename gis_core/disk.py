"""A disk that is full, said in one sentence whoever meets it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gis_core.errors import EnvironmentProblemError

NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def saying_when_full(folder: Path) -> Iterator[None]:
    """
    Say in one sentence that there is no room in a folder.

    Raises
    ------
    EnvironmentProblemError
        In place of the error of the system.
    """
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            raise EnvironmentProblemError(
                f"there is no room left to write in {folder}; nothing was kept, make room and ask again"
            ) from error
        raise
