"""The compose file: valid by its published schema, nothing beyond loopback, nobody root, everything watched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

DOCKER = Path(__file__).parents[2] / "docker"
COMPOSE = DOCKER / "compose.yaml"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    assert set(found) == {"app", "database"}
    return found


def test_it_is_valid_by_the_compose_specifications_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ports_are_published_on_loopback_only(services: dict[str, Any]) -> None:
    published = [port for service in services.values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_every_service_is_watched_bounded_and_has_a_volume(services: dict[str, Any]) -> None:
    for service in services.values():
        assert service["healthcheck"]["test"]
        assert service["volumes"]
        assert service["cap_drop"] == ["ALL"]
        assert (DOCKER.parent / service["build"]["dockerfile"]).exists()


@pytest.mark.parametrize("name", ["app", "database"])
def test_an_image_ends_as_an_ordinary_user_with_a_health_check_and_no_secret(name: str) -> None:
    text = (DOCKER / f"{name}.Containerfile").read_text(encoding="utf-8")
    users = [line.split()[1] for line in text.splitlines() if line.startswith("USER ")]
    assert users and users[-1] not in ("root", "0")
    assert "HEALTHCHECK" in text
    assert "PASSWORD=" not in text.upper().replace("PGPASSWORD=$", "")
