"""
The child process that reads a delivery: `python -m gis_core.exchange.child SCRATCH`.

It finds what to do in `ask.json` in its scratch folder and leaves there `rows.arrow` (see `Raw.pack`) or, in one
sentence, `refusal.txt`.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path

ROWS = "rows.arrow"
REFUSAL = "refusal.txt"
ASK = "ask.json"
MIB = 1 << 20
PR_SET_PDEATHSIG = 1
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


class WithoutPandas:
    """Hide packages that pyogrio and pyarrow import when they find them: a second's work, and no reader needs them."""

    hidden = frozenset({"geopandas", "pandas", "pyproj"})

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Say that a hidden package isn't installed."""
        del path, target
        if name in self.hidden:
            raise ModuleNotFoundError(f"{name} is not for readers", name=name)


def confine(memory_mb: int, seconds: int) -> None:
    """
    Bind this process: memory, CPU seconds, size of files, no core, no network, death with the parent.

    The network goes only where the kernel lets us. Mapped libraries and files count as address space but hardly as
    memory, hence the margin there.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if libc.unshare(CLONE_NEWNET) != 0:
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    memory = memory_mb * MIB
    for limit, most in (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_AS, memory + 4096 * MIB),
        (resource.RLIMIT_CPU, seconds * 2),
        (resource.RLIMIT_FSIZE, 2 * memory),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (allowed, allowed))


def too_large(name: str, memory_mb: int) -> str:
    """Return the sentence for a delivery that doesn't fit the memory limit."""
    return f"{name} takes more than {memory_mb} MiB to read; split it, or raise MATIAN_READER_MEMORY_MB"


def main(scratch: Path) -> int:
    """Read what `ask.json` names; return 0 when `rows.arrow` was written, 3 when the input is refused."""
    ask = json.loads((scratch / ASK).read_text(encoding="utf-8"))
    os.chdir(scratch)
    confine(ask["memory_mb"], ask["seconds"])
    sys.meta_path.insert(0, WithoutPandas())
    # imported under the limits, and only here: the parent needs none of the readers
    import pyarrow as pa  # noqa: PLC0415

    from gis_core.errors import RefusedInputError  # noqa: PLC0415
    from gis_core.exchange.archive import unwrap  # noqa: PLC0415
    from gis_core.exchange.formats import recognise  # noqa: PLC0415
    from gis_core.exchange.raw import Source  # noqa: PLC0415

    try:
        given = Source(Path(ask["path"]), ask["name"], scratch, ask["shape"], ask["layer"])
        source = unwrap(given)
        found = recognise(source)
        table = found.open(source).pack(found.name)
    except RefusedInputError as refusal:
        sentence = "".join(letter if letter.isprintable() else " " for letter in str(refusal))  # it may quote the file
        (scratch / REFUSAL).write_text(" ".join(sentence.split()), encoding="utf-8", errors="replace")
        return 3
    except MemoryError:
        (scratch / REFUSAL).write_text(too_large(ask["name"], ask["memory_mb"]), encoding="utf-8")
        return 3
    with pa.OSFile(str(scratch / ROWS), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
