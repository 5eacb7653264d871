"""
Settings: `MATIAN_*` variables and the instance's `settings.toml`, the variables first (docs/settings.md lists each).

What is this place's (name, CRS, extent) stands in the instance's `place.toml`, see `gis_core.place`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from gis_core.errors import WrongUseError


def default_home() -> Path:
    """Return the per-user data folder that holds the instance when `MATIAN_HOME` isn't set."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "matian"


class Settings(BaseSettings):
    """Everything that can be set without touching code; each field is one row of docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix="MATIAN_", extra="ignore", frozen=True)

    home: Annotated[Path, Field(description="Folder of the instance: cluster, files, settings")] = Field(
        default_factory=default_home
    )
    database_url: Annotated[
        SecretStr | None,
        Field(description="Existing PostgreSQL ≥ 15 with PostGIS ≥ 3.3 to use instead of a private cluster"),
    ] = Field(default=None, validation_alias="DATABASE_URL")
    crs: Annotated[str | None, Field(description="Survey CRS of a new instance; fixed once it is made")] = None
    extent: Annotated[
        tuple[float, float, float, float] | None,
        NoDecode,
        Field(description="west,south,east,north of a new instance, in degrees"),
    ] = None
    name: Annotated[str | None, Field(description="Name of the place of a new instance")] = None
    time_zone: Annotated[
        str | None,
        Field(description="Time zone of a new instance (America/Los_Angeles); else by longitude"),
    ] = None
    host: Annotated[str, Field(description="Address that the server listens on")] = "127.0.0.1"
    port: Annotated[
        int, Field(description="Port of the server; the next free one when it is taken", ge=0, le=65535)
    ] = 8765
    public_hosts: Annotated[
        tuple[str, ...], NoDecode, Field(description="Further host names under which the server may be asked")
    ] = ()
    workers: Annotated[int, Field(description="Server processes", ge=1, le=64)] = 1
    pool_size: Annotated[int, Field(description="Database connections of one server process", ge=1, le=200)] = 8
    query_limit: Annotated[int, Field(description="Queries that one server process runs at once", ge=1, le=200)] = 8
    statement_timeout_s: Annotated[
        float, Field(description="Seconds after which the server gives up a query", gt=0)
    ] = 15.0
    tile_cache_mb: Annotated[int, Field(description="Bound of the tile cache of one server process, MiB", ge=0)] = 128
    reader_memory_mb: Annotated[
        int, Field(description="Memory that the process reading a delivery may take, MiB", ge=64)
    ] = 2048
    reader_seconds: Annotated[int, Field(description="Seconds that reading a delivery may take", ge=1)] = 300
    jobs_at_once: Annotated[
        int, Field(description="Long jobs that run beside the server at once; 0 for none here", ge=0, le=64)
    ] = 2
    demo_seed: Annotated[int, Field(description="Seed of the synthetic demo district")] = 7

    @field_validator("extent", mode="before")
    @classmethod
    def _split_extent(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(float(part) for part in value.split(","))
        return value

    @field_validator("public_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments, then variables, then the instance's `settings.toml`."""
        del dotenv_settings, file_secret_settings
        home = Path(os.environ.get("MATIAN_HOME") or default_home())
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, home / "settings.toml")


def load_settings() -> Settings:
    """
    Read the settings of this process.

    Raises
    ------
    WrongUseError
        If a variable holds something impossible; the sentence names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        variable = name if name == "DATABASE_URL" else f"MATIAN_{name}"
        said = first["msg"].removeprefix("Value error, ")
        raise WrongUseError(f"{variable}: {said} (found {first['input']!r})") from error
