"""JupyterLab on an instance: the analyst's own copies of the notebooks, and a server that asks no other host."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from gis_core.errors import EnvironmentProblemError
from gis_core.instance import Instance

ROOT = Path(__file__).parent.parent
OURS = ROOT / "notebooks"
NOTED = ".matian.json"  # hashes of the notebooks as they were copied
STARTS_WITHIN_S = 90
STOPS_WITHIN_S = 15
SETTINGS = (
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.open_browser=False",
    "--ServerApp.port_retries=50",
    "--ServerApp.allow_remote_access=False",
    "--LabApp.news_url=",  # each of these three would ask a host on the internet
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    "--LanguageServerManager.autodetect=False",
)
SWITCHED_OFF = {"@jupyterlab/apputils-extension:announcements": True, "@jupyterlab/extensionmanager-extension": True}


def installed() -> bool:
    """Whether JupyterLab is."""
    return importlib.util.find_spec("jupyterlab") is not None


def install() -> None:
    """
    Install JupyterLab by the lock file.

    Raises
    ------
    EnvironmentProblemError
        If that fails; the sentence ends with what uv said.
    """
    uv = shutil.which("uv") or str(ROOT / ".tools" / "uv" / "bin" / "uv")
    command = [uv, "sync", "--frozen", "--inexact", "-q", "--group", "notebook"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    importlib.invalidate_caches()
    if done.returncode != 0 or not installed():
        raise EnvironmentProblemError(f"JupyterLab could not be installed from PyPI: {done.stderr.strip()[-400:]}")


def copied(instance: Instance, source: Path = OURS) -> Path:
    """
    Bring the notebooks into the instance's folder `notebooks`, and return it.

    One that has changed there since it was copied is the analyst's own and stays; the others become those of `source`.
    """
    folder = instance.home / "notebooks"
    folder.mkdir(exist_ok=True)
    note = folder / NOTED
    noted: dict[str, str] = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    for path in sorted(source.glob("*.ipynb")):
        target, content = folder / path.name, path.read_bytes()
        if target.exists() and noted.get(path.name) != _hash(target.read_bytes()):
            continue
        part = target.with_suffix(".part")
        part.write_bytes(content)
        part.replace(target)
        noted[path.name] = _hash(content)
    note.write_text(json.dumps(noted, indent=1), encoding="utf-8")
    return folder


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that runs: its process, its log, and the address that lets one in."""

    process: subprocess.Popen[bytes]
    log: Path
    url: str = ""

    def stop(self) -> None:
        """Stop it with its kernels."""
        self.process.terminate()
        try:
            self.process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(instance: Instance, folder: Path, port: int) -> Lab:
    """
    Start JupyterLab in a folder, with all that it keeps in the instance's folder `jupyter`.

    It is a session of its own, so that Ctrl-C reaches us alone, who stop it without its question.

    Raises
    ------
    EnvironmentProblemError
        If it doesn't start; its log is named.
    """
    own, token = instance.home / "jupyter", secrets.token_urlsafe(24)
    shutil.rmtree(own / "runtime", ignore_errors=True)
    own.mkdir(exist_ok=True, mode=0o700)
    config = own / "config" / "labconfig"
    config.mkdir(parents=True, exist_ok=True)
    (config / "page_config.json").write_text(json.dumps({"disabledExtensions": SWITCHED_OFF}), encoding="utf-8")
    given = [
        f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={folder}",
        f"--FileCheckpoints.checkpoint_dir={own / 'checkpoints'}",
    ]
    if os.getuid() == 0:
        given.append("--allow-root")
    log = instance.logs / "notebook.log"
    instance.logs.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "jupyterlab", *SETTINGS, *given],
            cwd=folder,
            env=_environment(instance, own, token),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        port = _port(process, own / "runtime", log)
    except BaseException:
        Lab(process, log).stop()
        raise
    return Lab(process, log, f"http://127.0.0.1:{port}/lab?token={token}")


def _environment(instance: Instance, own: Path, token: str) -> dict[str, str]:
    """Return the variables of the server and its kernels; the token stands in no command line."""
    kept = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    folders = {name: str(own / folder) for name, folder in kept.items()}
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    ours = {
        "MATIAN_HOME": str(instance.home),
        "PYTHONPATH": path,
        "JUPYTER_TOKEN": token,
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    return os.environ | folders | ours


def _port(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> int:
    """Wait until the server has said where it will listen, and does; return its port."""
    until = time.monotonic() + STARTS_WITHIN_S
    said = runtime / f"jpserver-{process.pid}.json"
    while time.monotonic() < until and process.poll() is None:
        try:
            port = int(json.loads(said.read_text(encoding="utf-8"))["port"])
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except (OSError, ValueError, KeyError):
            time.sleep(0.1)
        else:
            return port
    raise EnvironmentProblemError(f"JupyterLab did not start; {log} says why")
