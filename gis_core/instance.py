"""An instance: the folder that holds one place's cluster, files, settings and secrets."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gis_core.errors import EnvironmentProblemError
from gis_core.place import Place, read_place
from gis_core.settings import Settings, load_settings


@dataclass(frozen=True)
class Instance:
    """
    The paths of an instance and what is written in them.

    Parameters
    ----------
    home
        Absolute folder (`MATIAN_HOME`).
    """

    home: Path

    @property
    def place_file(self) -> Path:
        """`place.toml`, copied at `init`; fixes the CRS."""
        return self.home / "place.toml"

    @property
    def secrets_file(self) -> Path:
        """`secrets.toml`, readable by its owner only."""
        return self.home / "secrets.toml"

    @property
    def cluster(self) -> Path:
        """Default folder of the private cluster (`gis_core.embedded` may have to put it elsewhere)."""
        return self.home / "cluster"

    @property
    def files(self) -> Path:
        """Terrain model, aerial picture, reports, refused rows."""
        return self.home / "files"

    @property
    def logs(self) -> Path:
        """Logs of setup, cluster and server."""
        return self.home / "log"

    @cached_property
    def place(self) -> Place:
        """The place that this instance is made for."""
        return read_place(self.place_file)

    def secret(self, key: str) -> str:
        """
        Return a secret, such as `app_dsn` or `owner_dsn` (libpq URLs).

        Raises
        ------
        EnvironmentProblemError
            If the instance has no such secret yet.
        """
        try:
            secrets = tomllib.loads(self.secrets_file.read_text(encoding="utf-8"))
            return str(secrets[key])
        except (FileNotFoundError, KeyError) as error:
            raise EnvironmentProblemError(f"{self.home} has no {key} yet; run ./matian init") from error

    def write_secrets(self, secrets: dict[str, str]) -> None:
        """Merge `secrets` into `secrets.toml`, atomically and with mode 0600."""
        known: dict[str, str] = {}
        if self.secrets_file.exists():
            known = {k: str(v) for k, v in tomllib.loads(self.secrets_file.read_text("utf-8")).items()}
        known.update(secrets)
        temporary = self.secrets_file.with_suffix(".new")
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            for key, value in sorted(known.items()):
                escaped = value.replace("\\", "\\\\").replace('"', '\\"')
                out.write(f'{key} = "{escaped}"\n')
        temporary.replace(self.secrets_file)


def current_instance(settings: Settings | None = None) -> Instance:
    """Return the instance that this process works on."""
    return Instance((settings or load_settings()).home.expanduser().absolute())
