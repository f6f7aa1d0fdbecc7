"""Images are pinned by the answer of a registry alone; a stand-in of the registry serves here."""

import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.support.repository import ROOT

pytestmark = pytest.mark.integration
SCRIPT = ROOT / "scripts/pin-images"
MANIFEST = json.dumps({"schemaVersion": 2, "manifests": []}).encode()
DIGEST = f"sha256:{hashlib.sha256(MANIFEST).hexdigest()}"
OLD = f"sha256:{'0' * 64}"
COMPOSE = f"""services:
  postgres:
    image: docker.io/library/postgres:18.6-trixie
  valkey:
    image: docker.io/valkey/valkey:9.0.6@{OLD}
  ours:
    image: atencion:local
"""
CONTAINERFILE = """FROM docker.io/library/python:3.13.9-slim-trixie AS build
RUN true
FROM docker.io/library/python:3.13.9-slim-trixie
"""


class Registry(ThreadingHTTPServer):
    """A registry that wants a token for each image, and has some images.

    Attributes:
        missing: names of images that it does not have.
        says: the digest in its header; empty for no header.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.missing: set[str] = set()
        self.says = DIGEST
        self.tokens: list[str] = []

    @property
    def url(self) -> str:
        """Address where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: Registry

    def do_GET(self) -> None:
        if self.path.startswith("/token?"):
            self.server.tokens.append(self.path)
            self._answer(200, json.dumps({"token": "x"}).encode(), {})
        elif self.headers.get("Authorization") != "Bearer x":
            name = self.path.split("/v2/")[1].partition("/manifests/")[0]
            realm = f'Bearer realm="{self.server.url}/token",service="stand-in",scope="repository:{name}:pull"'
            self._answer(401, b"", {"WWW-Authenticate": realm})
        elif any(f"/v2/{name}/" in self.path for name in self.server.missing):
            self._answer(404, b"", {})
        else:
            headers = {"Docker-Content-Digest": self.server.says} if self.server.says else {}
            self._answer(200 if "index.v1+json" in self.headers["Accept"] else 406, MANIFEST, headers)

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Log nothing."""


@pytest.fixture
def registry() -> Iterator[Registry]:
    """Start a registry."""
    with Registry() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Write two files that name images."""
    compose, container = tmp_path / "docker-compose.yml", tmp_path / "Containerfile"
    compose.write_text(COMPOSE)
    container.write_text(CONTAINERFILE)
    return compose, container


def run(registry: str, *files: Path) -> subprocess.CompletedProcess[str]:
    """Run the script."""
    command = [sys.executable, SCRIPT, "--registry", registry, *files]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


def test_each_image_is_pinned_by_what_its_registry_answers(registry: Registry, files: tuple[Path, Path]) -> None:
    """Each tag gets one digest, in place of an older one; our own images are not asked for, the others once."""
    result = run(registry.url, *files)
    assert result.returncode == 0, result.stderr
    compose, container = (file.read_text() for file in files)
    assert f"postgres:18.6-trixie@{DIGEST}\n" in compose
    assert compose == COMPOSE.replace("18.6-trixie", f"18.6-trixie@{DIGEST}").replace(OLD, DIGEST)
    assert container == CONTAINERFILE.replace("slim-trixie", f"slim-trixie@{DIGEST}")
    assert len(registry.tokens) == 3
    assert run(registry.url, *files).returncode == 0
    assert files[0].read_text() == compose


def test_an_image_whose_registry_has_no_answer_stays_as_it_is(registry: Registry, files: tuple[Path, Path]) -> None:
    """The script names it, pins the others, and its exit code reports the failure."""
    registry.missing = {"valkey/valkey"}
    result = run(registry.url, *files)
    assert result.returncode == 1
    assert "docker.io/valkey/valkey:9.0.6: el registro no contesta, queda como estaba" in result.stderr
    assert f"valkey:9.0.6@{OLD}\n" in files[0].read_text()
    assert f"postgres:18.6-trixie@{DIGEST}\n" in files[0].read_text()


def test_without_a_registry_nothing_is_changed(files: tuple[Path, Path]) -> None:
    """The script names each image, and invents no digest."""
    result = run("http://127.0.0.1:9", *files)  # the discard port, where no server listens
    assert result.returncode == 1
    assert result.stderr.count("queda como estaba") == 3
    assert [file.read_text() for file in files] == [COMPOSE, CONTAINERFILE]


def test_digest_is_computed_from_answer(registry: Registry, files: tuple[Path, Path]) -> None:
    """The digest is computed from the answer, and a header with another digest is not trusted."""
    registry.says = OLD
    result = run(registry.url, *files)
    assert result.returncode == 1
    assert [file.read_text() for file in files] == [COMPOSE, CONTAINERFILE]


def test_every_image_of_the_repository_is_found() -> None:
    """No line of the two files names a foreign image that the script would miss."""
    space: dict[str, Any] = {"__file__": str(SCRIPT), "__name__": "pin_images"}
    exec(compile(SCRIPT.read_text(), SCRIPT, "exec"), space)
    for file in space["FILES"]:
        text = file.read_text()
        named = {
            line.split()[1] for line in text.splitlines() if line.strip().startswith(("image: docker.io", "FROM "))
        }
        images = {"{}/{}:{}".format(*image) for image in space["images_of"](text)}
        assert {each.partition("@")[0] for each in named} == images
        assert images
