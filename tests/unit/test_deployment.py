"""What the deployment files and the README say is true of the code."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from agent_api.system.routes import router as system_routes
from atencion.cli import app
from config.settings import PREFIX, Settings
from storage.embedded.valkey import _OPTIONS as EMBEDDED_VALKEY

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image") == "atencion:local"}
COMMANDS = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
FIELDS = {f"{PREFIX}{name.upper()}": field for name, field in Settings.model_fields.items()}


def default_of(variable: str) -> str:
    """A setting's default as the environment would say it."""
    default = FIELDS[variable].default
    return "-".join(map(str, default)) if isinstance(default, tuple) else str(default)


@pytest.mark.parametrize("name", OURS)
def test_each_service_of_ours_runs_a_command_that_exists(name: str) -> None:
    """What compose starts is a command of the CLI, with settings that exist."""
    assert OURS[name]["command"][0] in COMMANDS
    assert set(OURS[name]["environment"]) <= set(FIELDS)


def test_compose_s_defaults_are_the_code_s() -> None:
    """A variable that is not set means the same in compose as without it."""
    for variable, value in OURS["atencion"]["environment"].items():
        if shown := re.fullmatch(r"\$\{(\w+):-(.*)\}", value):
            assert shown.groups() == (variable, default_of(variable))


def test_paths_exist() -> None:
    """Every file that compose mounts or builds from is in the repository."""
    mounted = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
    files = [path for path in mounted if path.startswith(".")]
    assert files
    for path in [*files, OURS["atencion"]["build"]["dockerfile"]]:
        assert (ROOT / path).is_file()
    assert {path for path in mounted if not path.startswith(".")} == set(COMPOSE["volumes"])


def test_valkey_is_as_durable_as_the_embedded_one() -> None:
    """Compose's Valkey writes each act to disk and evicts nothing, by the same options as our own."""
    command = SERVICES["valkey"]["command"][1:]
    options = {name.removeprefix("--"): value for name, value in zip(command[::2], command[1::2], strict=True)}
    assert options == {name: EMBEDDED_VALKEY[name] for name in options}
    assert options["appendfsync"] == "always"
    assert options["maxmemory-policy"] == "noeviction"


def test_servers_are_reached_where_they_listen() -> None:
    """The addresses that we are given are the ports that the servers publish, on loopback only."""
    environment = OURS["atencion"]["environment"]
    for service, variable in (("postgres", "ATENCION_DATABASE_URL"), ("valkey", "ATENCION_REDIS_URL")):
        host, published, _ = SERVICES[service]["ports"][0].split(":")
        assert host == "127.0.0.1"
        assert f"@{host}:{published}/" in environment[variable] or f"//{host}:{published}/" in environment[variable]


def test_prometheus_reads_our_metrics() -> None:
    """Prometheus asks the port and the path that the API serves by default."""
    (job,) = yaml.safe_load((ROOT / "config/prometheus/prometheus.yml").read_text())["scrape_configs"]
    assert job["static_configs"] == [{"targets": [f"127.0.0.1:{default_of('ATENCION_HTTP_PORT')}"]}]
    assert job["metrics_path"] in {getattr(route, "path", None) for route in system_routes.routes}


def test_the_image_starts_our_command() -> None:
    """The image's entry point is the project's script, and its default command exists."""
    text = (ROOT / "Containerfile").read_text()
    entry, command = (re.search(rf'^{word} \["(\w+)"\]$', text, re.MULTILINE) for word in ("ENTRYPOINT", "CMD"))
    assert entry is not None
    assert entry[1] in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert command is not None
    assert command[1] in COMMANDS


def test_the_readme_s_settings_are_the_code_s() -> None:
    """Each setting in the README's table exists, and its default is the one told, where it is a value."""
    rows = re.findall(r"^\| `(ATENCION_\w+)` \| (.+?) \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert len(rows) >= 10
    for variable, told in rows:
        assert variable in FIELDS
        if told not in ("embedded", "the sample site"):
            assert told.strip("`") == default_of(variable)


def test_the_readme_s_commands_exist() -> None:
    """Each `make` target and CLI command of the README exists."""
    text = (ROOT / "README.md").read_text()
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"\bmake (\w+)`", text) + re.findall(r"^\$ make (\w+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    for command in re.findall(r"\.venv/bin/atencion (\w+)", text):
        assert command in COMMANDS
