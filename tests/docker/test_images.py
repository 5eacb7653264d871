"""
Both images are built and run: with buildah on a base made by debootstrap, so that no container registry is needed.

Works as root (`--isolation chroot`, vfs storage). Long: making a base and two images takes minutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CERTIFICATES = Path("/etc/ssl/certs")
APT_SETTINGS = Path("/etc/apt/apt.conf.d")
pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(os.geteuid() != 0, reason="building images without a container engine works as root only"),
]


@pytest.fixture(scope="module")
def buildah(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """A function that runs buildah on a store of its own."""
    missing = [tool for tool in ("buildah", "debootstrap") if shutil.which(tool) is None]
    if missing:
        subprocess.run(["apt-get", "update", "-q"], check=True, capture_output=True)
        subprocess.run(["apt-get", "install", "-y", "-q", *missing], check=True, capture_output=True)
    store = tmp_path_factory.mktemp("images")

    def run(*arguments: str | Path) -> str:
        command = ["buildah", "--root", store / "root", "--runroot", store / "run", "--storage-driver", "vfs"]
        done = subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout.strip()

    yield run
    shutil.rmtree(store, ignore_errors=True)


@pytest.fixture(scope="module")
def base(buildah: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A minimal Debian 12 image that trusts what this machine trusts."""
    folder = tmp_path_factory.mktemp("debian") / "root"
    command = ["debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    for source in (CERTIFICATES, APT_SETTINGS):
        for path in source.iterdir():
            target = folder / path.relative_to("/")
            if path.is_file() and not target.exists():
                target.write_bytes(path.read_bytes())
    bundle = CERTIFICATES / "ca-certificates.crt"
    (folder / bundle.relative_to("/")).write_bytes(bundle.read_bytes())
    container = buildah("from", "scratch")
    buildah("copy", "-q", container, folder, "/")
    for name in ("SSL_CERT_FILE", "PIP_CERT", "NODE_EXTRA_CA_CERTS"):
        buildah("config", "--env", f"{name}={bundle}", container)
    buildah("commit", "-q", container, "matian-base")
    return "localhost/matian-base"


def build(buildah: Callable[..., str], base: str, name: str) -> str:
    """Build an image and return the folder of a container made from it."""
    common = ["--isolation", "chroot", "--format", "docker", "--build-arg", f"BASE={base}"]
    buildah("bud", *common, "-f", f"docker/{name}.Containerfile", "-t", f"matian-{name}", ".")
    return buildah("from", "--pull-never", f"localhost/matian-{name}")


def test_both_images_are_built_and_serve_the_demo(buildah: Callable[..., str], base: str, tmp_path: Path) -> None:
    shared, data = tmp_path / "access", tmp_path / "data"
    for folder in (shared, data):
        folder.mkdir(mode=0o777)
        folder.chmod(0o777)
    database = build(buildah, base, "database")
    app = build(buildah, base, "app")
    store = Path(buildah("info", "--format", "{{.store.GraphRoot}}"))
    begin = ["buildah", "--root", store, "--runroot", store.parent / "run", "--storage-driver", "vfs", "run"]
    begin += ["--isolation", "chroot", "--volume", f"{shared}:/run/matian"]
    servers = [
        subprocess.Popen(
            [*begin, "--env", "MATIAN_DATABASE_HOST=127.0.0.1", database, "start-database"], start_new_session=True
        )
    ]
    try:
        wait_for((shared / "url").exists, 60)
        servers.append(
            subprocess.Popen(
                [*begin, "--volume", f"{data}:/data", app, "start-app", "demo", "--scale", "0.2", "--port", "8765"],
                start_new_session=True,
            )
        )
        wait_for(healthy, 300)
    finally:
        for server in reversed(servers):
            os.killpg(server.pid, 15)
            server.wait(60)


def healthy() -> bool:
    """Whether the served demo says that it is well."""
    try:
        with urllib.request.urlopen("http://127.0.0.1:8765/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_for(done: Callable[[], bool], seconds: float) -> None:
    """Wait until `done`, at most so many seconds."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it didn't come up"
        time.sleep(0.5)
