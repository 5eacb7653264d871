"""
The private PostgreSQL cluster of an instance: made, started and stopped by us, heard on 127.0.0.1 only.

PostgreSQL refuses to run as root, so root runs it as `postgres`; where that user can't reach the instance's folder, the
cluster stands under /var/lib/matian instead. It has no Unix socket (paths of sockets are short, those of homes
are not), every login has a random password, and the port is any free one.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psutil

from gis_core.errors import EnvironmentProblemError
from gis_core.instance import Instance

OLDEST = 15
DEBIAN = Path("/usr/lib/postgresql")
UNREACHABLE_HOMES = Path("/var/lib/matian")
START_SECONDS = 120


@dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL version."""

    version: int
    folder: Path

    def program(self, name: str) -> str:
        """Return the path of `initdb`, `pg_ctl`, `psql` …"""
        return str(self.folder / name)


def find_binaries(version: int | None = None) -> Binaries:
    """
    Return the newest PostgreSQL server on this machine that is new enough, or exactly `version`.

    Raises
    ------
    EnvironmentProblemError
        If there is none; the sentence says what to install.
    """
    found = [
        Binaries(int(folder.parent.name), folder)
        for folder in DEBIAN.glob("*/bin")
        if folder.parent.name.isdigit() and (folder / "initdb").exists()
    ]
    elsewhere = shutil.which("initdb")
    if elsewhere:
        told = subprocess.run([elsewhere, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        if number := re.search(r"(\d+)", told):
            found.append(Binaries(int(number[1]), Path(elsewhere).resolve().parent))
    for candidate in sorted(found, key=lambda item: -item.version):
        if candidate.version == version or (version is None and candidate.version >= OLDEST):
            return candidate
    wanted = version or OLDEST
    raise EnvironmentProblemError(
        f"PostgreSQL {wanted} is not installed; run: apt-get install postgresql-{wanted} postgresql-{wanted}-postgis-3 "
        f"postgresql-{wanted}-pgrouting"
    )


@dataclass(frozen=True)
class Status:
    """Whether the cluster runs, and where."""

    running: bool
    port: int | None
    data: str
    version: int | None


class Cluster:
    """
    The private cluster of `instance`.

    Its folder holds `data/` (PGDATA), `port` and `server.log`, all of them the server user's.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance

    @cached_property
    def runs_as(self) -> pwd.struct_passwd | None:
        """The user that root runs the server as; `None` when we are an ordinary user and run it ourselves."""
        if os.geteuid() != 0:
            return None
        try:
            return pwd.getpwnam("postgres")
        except KeyError as error:
            raise EnvironmentProblemError(
                "PostgreSQL won't run as root and there is no user 'postgres'; install postgresql from Debian"
            ) from error

    @cached_property
    def folder(self) -> Path:
        """The instance's `cluster/`, or a folder under /var/lib/matian when the server's user can't reach it."""
        wanted = self.instance.cluster
        if self.runs_as is None or (wanted / "data").exists() or self._reachable(wanted.parent):
            return wanted
        key = hashlib.sha256(str(wanted).encode()).hexdigest()[:16]
        return UNREACHABLE_HOMES / key

    @property
    def data(self) -> Path:
        """PGDATA."""
        return self.folder / "data"

    @property
    def log_file(self) -> Path:
        """Where the server writes."""
        return self.folder / "server.log"

    @property
    def exists(self) -> bool:
        """Whether the cluster was made."""
        return (self.data / "PG_VERSION").exists()

    @property
    def password_is_known(self) -> bool:
        """Whether the instance still has the superuser's password of this cluster."""
        try:
            return bool(self.instance.secret("superuser_password"))
        except EnvironmentProblemError:
            return False

    def set_aside(self) -> Path:
        """
        Rename a cluster whose instance's folder was deleted, so that the folder's name can be used again.

        Raises
        ------
        EnvironmentProblemError
            If the cluster lies inside the instance's folder: then only `secrets.toml` was lost, and has to be restored.
        """
        if self.folder == self.instance.cluster:
            raise EnvironmentProblemError(
                f"{self.instance.secrets_file} is missing or lacks superuser_password, and {self.data} can't be opened "
                "without it; restore the file from a backup"
            )
        self.stop()
        kept = self.folder.with_name(f"{self.folder.name}-{secrets.token_hex(4)}")
        self.folder.rename(kept)
        return kept

    @cached_property
    def binaries(self) -> Binaries:
        """The programs that fit the cluster's data, or the newest ones when there is none yet."""
        version = int((self.data / "PG_VERSION").read_text().strip()) if self.exists else None
        return find_binaries(version)

    def _reachable(self, folder: Path) -> bool:
        return self._run(["test", "-x", str(folder)], check=False).returncode == 0

    def _run(self, command: list[str], *, check: bool = True) -> subprocess.CompletedProcess[str]:
        user = self.runs_as
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        done = subprocess.run(  # noqa: S603
            command,
            cwd="/",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
        if check and done.returncode != 0:
            said = " ".join(done.stdout.split()) or f"exit {done.returncode}"
            raise EnvironmentProblemError(f"{Path(command[0]).name} failed: {said[-600:]}; see {self.log_file}")
        return done

    def create(self) -> None:
        """
        Make the cluster if there is none: scram passwords, UTF-8, checksums, loopback only.

        An interrupted attempt leaves `data.new`, which the next one throws away.
        """
        if self.exists:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        password_file = self.folder / "password.new"
        password = secrets.token_urlsafe(24)
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(password)
        if self.runs_as:
            for path in (self.folder, password_file):
                os.chown(path, self.runs_as.pw_uid, self.runs_as.pw_gid)
        self.folder.chmod(0o700)
        self._run(
            [
                self.binaries.program("initdb"),
                "--pgdata", str(fresh),
                "--username", "postgres",
                "--pwfile", str(password_file),
                "--auth", "scram-sha-256",
                "--encoding", "UTF8",
                "--locale", "C.UTF-8",
                "--data-checksums",
            ]
        )  # fmt: skip
        with (fresh / "postgresql.conf").open("a") as out:
            out.write(_configuration())
        self.instance.write_secrets({"superuser_password": password})
        fresh.rename(self.data)
        password_file.unlink()

    def status(self) -> Status:
        """Tell whether the server runs and on which port."""
        if not self.exists:
            return Status(False, None, str(self.data), None)
        running = self._run([self.binaries.program("pg_ctl"), "status", "-D", str(self.data)], check=False)
        up = running.returncode == 0
        return Status(up, self._running_port() if up else None, str(self.data), self.binaries.version)

    def _running_port(self) -> int | None:
        lines = (self.data / "postmaster.pid").read_text().splitlines()
        return int(lines[3]) if len(lines) > 3 and lines[3].strip() else None

    def start(self) -> int:
        """
        Start the server unless it runs, and return its port.

        Raises
        ------
        EnvironmentProblemError
            If it doesn't start; the sentence names its log.
        """
        now = self.status()
        if now.running and now.port:
            return now.port
        port = self._choose_port()
        self._run(
            [
                self.binaries.program("pg_ctl"),
                "start",
                "-D", str(self.data),
                "-l", str(self.log_file),
                "-w",
                "-t", str(START_SECONDS),
                "-o", f"-c port={port}",
            ]
        )  # fmt: skip
        (self.folder / "port").write_text(str(port))
        return port

    def _choose_port(self) -> int:
        """Return the port of last time when it is free, else any free one."""
        kept = self.folder / "port"
        for wanted in ([int(kept.read_text())] if kept.exists() else []) + [0]:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", wanted))
                except OSError:
                    continue
                return int(probe.getsockname()[1])
        raise EnvironmentProblemError("no free port on 127.0.0.1")

    def stop(self) -> None:
        """Stop the server if it runs, ending open sessions but losing nothing that was committed."""
        if self.status().running:
            self._run([self.binaries.program("pg_ctl"), "stop", "-D", str(self.data), "-m", "fast", "-w"])


def _configuration() -> str:
    memory = psutil.virtual_memory().total // 2**20
    lines = {
        "listen_addresses": "'127.0.0.1'",
        "unix_socket_directories": "''",
        "shared_buffers": f"{max(128, min(memory // 8, 2048))}MB",
        "effective_cache_size": f"{max(256, memory // 2)}MB",
        "work_mem": "32MB",
        "maintenance_work_mem": f"{max(64, min(memory // 16, 512))}MB",
        "max_wal_size": "4GB",
        "min_wal_size": "256MB",
        "wal_compression": "lz4",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "effective_io_concurrency": "200",
        "jit": "off",
        # one migration or one import touches every layer with its history and indexes
        "max_locks_per_transaction": "512",
        "log_timezone": "'UTC'",
        "log_min_messages": "warning",
        "log_statement": "'none'",
    }
    return "\n# Matian\n" + "".join(f"{key} = {value}\n" for key, value in lines.items())
