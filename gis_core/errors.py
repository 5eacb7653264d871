"""
Errors that a caller can act on.

Each message is one clear sentence: what was found, where (file, row, code, field), what to do.

`exit_code` is what the command line ends with: 2 wrong use, 3 refused input, 4 environment.
"""


class MatianError(Exception):
    """
    Base of every error that we raise on purpose.

    Parameters
    ----------
    message
        The sentence.
    field
        Name of the value that is to blame, where it is one.
    """

    exit_code = 1

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class WrongUseError(MatianError):
    """The call itself is wrong: an unknown layer, options that contradict each other."""

    exit_code = 2


class RefusedInputError(MatianError):
    """The input was read and is refused; nothing was changed."""

    exit_code = 3


class CrsError(RefusedInputError):
    """Coordinates whose reference system is unknown, contradictory or not the one asked for."""


class GeometryError(RefusedInputError):
    """A geometry that is empty, invalid, of the wrong type or in the wrong units."""


class NotFoundError(RefusedInputError):
    """A thing that was named does not exist."""


class StageOrderError(RefusedInputError):
    """A stage event that breaks the order of stages."""


class NotAllowedError(MatianError):
    """The role of the one who asks may not see or do this."""

    exit_code = 3


class EnvironmentProblemError(MatianError):
    """The machine, the instance or the database is not as we need it."""

    exit_code = 4
