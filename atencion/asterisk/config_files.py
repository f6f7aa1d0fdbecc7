"""The files of an Asterisk node, built from the settings and the site; `atencion asterisk config` writes them.

Owns what a node must know of our system: its addresses, the lines with their apology and fallback number, the sounds.
The syntax of Asterisk's files is in ``telephony.asterisk.configuration``. The ARI password is stored in one file of the
node and in one next to it, both readable only by our user.
"""

import os
import re
import secrets
import zlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
import structlog
from pydantic import SecretStr

import telephony.asterisk
from atencion.runtime.context import sounds_folder
from atencion.runtime.listed_trunks import own_callers, require_trunk_passwords
from config.errors import SettingsInvalid
from config.os_errors import describe_os_error
from config.settings import Settings
from config.site.loader import load_site
from config.site.model import Site
from config.site.oversight.publication_rules import DRAFT_LINE
from config.site.practice_campaign import practice_site
from ivr.sounds import load_sounds
from telephony.asterisk.ari.transport import AriSettings, ServerTransport
from telephony.asterisk.configuration import LINES_FILE, SOUNDS, SOURCES_FILE, LineRoute, Node, render_files
from telephony.asterisk.node.installation import (
    AsteriskNotInstalled,
    Installation,
    create_node_folder,
    debian_installation,
    find_installation,
)
from telephony.asterisk.node.media_files import MediaFolder
from telephony.asterisk.node.predecessor import is_reachable
from telephony.asterisk.recording.controller import RecordingFolders

log = structlog.get_logger(__name__)

TEMPLATES = Path(telephony.asterisk.__file__).parent / "templates"
_PASSWORD = re.compile(r"[A-Za-z0-9_-]{8,200}")
_PASSWORD_FILE = "ari.password"
_ARI_PORT = 8088
_TRUNK_ACTION = "Dé la contraseña a la pasarela y reiníciela; mientras tanto el nodo sigue con las troncales de antes."


def routes_of(site: Site) -> list[LineRoute]:
    """Return the routes of the lines, of the site and of its practice, and of the test number of drafts."""
    practice = practice_site(site)
    routes = [(line, line.apology_prompt) for line in site.lines.values()]
    routes += [(line, routes[0][1]) for line in (practice.lines.values() if practice else ())]
    number = site.publishing.test_number
    drafts = [] if number is None else [LineRoute(line=DRAFT_LINE, numbers=(number,), apology=routes[0][1])]
    return [
        LineRoute(line=line.id, numbers=line.numbers, apology=apology, fallback=line.fallback)
        for line, apology in routes
    ] + drafts


def ari_of(settings: Settings) -> AriSettings:
    """Return the address and the credentials of the node's ARI.

    Raises:
        SettingsInvalid: the password is missing, or has characters that Asterisk's files do not accept.
    """
    host, _, port = (settings.ari or f"127.0.0.1:{_ARI_PORT}").partition(":")
    return AriSettings(host=host, port=int(port), ami_port=settings.ami_port, password=password_of(settings))


def ari_connection_of(settings: Settings) -> AriSettings | ServerTransport:
    """Return how the gateway connects to its node: the address that it dials, or the one where it listens.

    Raises:
        SettingsInvalid: the password is missing, or has characters that Asterisk's files do not accept.
    """
    ari = ari_of(settings)
    if settings.ari_listen is None:
        return ari
    host, _, port = settings.ari_listen.partition(":")
    return ServerTransport(host, int(port), node=settings.node, ari=ari)


def password_of(settings: Settings) -> str:
    """Return the ARI password.

    Raises:
        SettingsInvalid: it is missing, or has characters that Asterisk's files do not accept.
    """
    if settings.ari_password is None:
        raise SettingsInvalid(
            "Falta ATENCION_ARI_PASSWORD o ATENCION_ARI_PASSWORD_FILE: la contraseña de ARI del nodo."
        )
    password = settings.ari_password.get_secret_value()
    if not _PASSWORD.fullmatch(password):
        raise SettingsInvalid("El valor de ATENCION_ARI_PASSWORD no sirve: se esperan 8 o más letras, cifras, - o _.")
    return password


def node_folder(settings: Settings) -> Path:
    """Return the folder of the node."""
    return (settings.asterisk_folder or settings.data_dir / "asterisk").resolve()


def media_folder(folder: Path) -> Path:
    """Return the folder in which a node looks for its sounds."""
    return folder / "data" / "sounds" / SOUNDS


def recording_folders_of(settings: Settings) -> RecordingFolders:
    """Return a node's recording folders, distinct even if two systems on a machine have nodes of the same name."""
    checksum = zlib.crc32(str(node_folder(settings)).encode())
    intake = settings.recordings_intake.resolve()
    return RecordingFolders(intake, intake / f"{settings.node}-{checksum:08x}")


def node_of(
    settings: Settings, site: Site, folder: Path, installation: Installation, run_folder: Path | None = None
) -> Node:
    """Build the node that the settings describe.

    Raises:
        SettingsInvalid: the ARI password is missing, or has characters that Asterisk's files do not accept.
    """
    ari = ari_of(settings)
    return Node(
        name=settings.node,
        folder=str(folder),
        modules_folder=str(installation.modules_folder),
        run_folder="" if run_folder is None else str(run_folder),
        bind=f"[{settings.bind}]" if settings.bind.version == 6 else str(settings.bind),
        sip_port=settings.sip_port,
        rtp_ports=(settings.rtp_ports.first, settings.rtp_ports.last),
        ari_bind=ari.host,
        ari_port=ari.port,
        ami_port=ari.ami_port,
        ari_password=ari.password,
        ari_dials=_listen_uri(settings),
        trunk=settings.sip_trunk or "",
        own_sources=own_callers(settings, site),
    )


def write_files(node: Node, site: Site, installation: Installation) -> None:
    """Write the configuration of a node, without its sounds.

    Raises:
        SettingsInvalid: the password of a trunk is missing, or has characters that Asterisk's files do not accept.
        OSError: the folder cannot be written.
    """
    files = _render_files(node, site, _checked_passwords(site))
    create_node_folder(Path(node.folder), files, installation)


def render_site_files(settings: Settings, site: Site) -> dict[str, str]:
    """Render the files of a node that follow the version of the site, which its gateway installs by itself.

    A trunk whose password this process does not have leaves the sources as they are; the log says what to do.
    """
    folder = node_folder(settings)
    names = {LINES_FILE, SOURCES_FILE}
    try:
        passwords = _checked_passwords(site)
    except SettingsInvalid as error:
        passwords = dict.fromkeys((each.user or "" for each in site.sources.trunks.values()), "")
        names.remove(SOURCES_FILE)
        log.error("node_sources_unchanged", version=site.version, reason=str(error), action=_TRUNK_ACTION)
    files = _render_files(node_of(settings, site, folder, debian_installation()), site, passwords)
    return {name: text for name, text in files.items() if name in names}


def _render_files(node: Node, site: Site, passwords: Mapping[str, str]) -> dict[str, str]:
    node = msgspec.structs.replace(node, records=records_calls(site), sources=site.sources, passwords=passwords)
    templates = {path.name: path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.conf")}
    return render_files(node, routes_of(site), templates)


def _checked_passwords(site: Site) -> dict[str, str]:
    """Return the passwords of the site's trunks by user. Raises SettingsInvalid."""
    passwords = require_trunk_passwords(site)
    for user, password in passwords.items():
        if not _PASSWORD.fullmatch(password):
            raise SettingsInvalid(
                f"La contraseña de la troncal «{user}» no sirve: se esperan 8 o más letras, cifras, - o _."
            )
    return passwords


def write_node(settings: Settings, site: Site, folder: Path) -> Path:
    """Write the configuration and the sounds of a node, and return the file that holds the ARI password.

    If the settings have no ARI password, one is generated and stored next to the files.

    Raises:
        SettingsInvalid: the password has characters that Asterisk's files do not accept.
        RenderingFailed: a sound cannot be generated.
        OSError: the folder cannot be written.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    settings, is_stored = _with_password(settings, folder / _PASSWORD_FILE)
    installation = _installation()
    write_files(node_of(settings, site, folder, installation), site, installation)
    sounds = load_sounds(site, settings.site, sounds_folder(settings))
    MediaFolder(media_folder(folder)).write_sounds(sounds.keys, sounds)
    return is_stored


async def check_node(settings: Settings) -> bool:
    """Return whether the node's ARI answers, and print it: `atencion asterisk health`.

    Raises:
        SettingsInvalid: the ARI password is missing.
    """
    ari = ari_of(settings)
    answers = await is_reachable(ari)
    status = "funciona" if answers else "no responde, o no acepta la contraseña de ATENCION_ARI_PASSWORD"
    print(f"Asterisk, por ARI en {ari.host}:{ari.port}: {status}.")
    return answers


def run_config(settings: Settings, folder: Path, *, run: bool = False) -> None:
    """Write a node's folder and print the next steps, or run its Asterisk: `atencion asterisk config`.

    Raises:
        ConfigError: the site or a setting is not valid.
        IvrError: a sound cannot be generated.
        AsteriskNotInstalled: there is no Asterisk to run.
    """
    site = load_site(settings.site)
    try:
        password = write_node(settings, site, folder)
    except OSError as error:
        raise SettingsInvalid(
            f"No se puede escribir en {folder} ({describe_os_error(error)}): revise --folder."
        ) from error
    if run:
        command = find_installation().command(folder.resolve())
        os.execv(command[0], command)
    etc = folder.resolve() / "etc"
    print(f"El nodo «{settings.node}» quedó escrito en {folder}.")
    print(f"  Asterisk:  asterisk -f -C {etc / 'asterisk.conf'}")
    print("  Pasarela:  atencion serve --roles gateway, con estas variables y las de los servidores de datos:")
    for variable in gateway_variables(settings, site, folder.resolve(), password):
        print(f"             {variable}")
    if records_calls(site):
        print(f"  Se graba en {settings.recordings_intake}: una carpeta en memoria que ven los dos.")


def gateway_variables(settings: Settings, site: Site, folder: Path, password: Path) -> list[str]:
    """Return the environment of a node's gateway, as lines of an env file: all settings that both must share.

    `folder` is absolute; `password` is the file that holds the ARI password.
    """
    variables = {
        "GATEWAY": "asterisk",
        "NODE": settings.node,
        **_ari_variables(settings),
        "ARI_PASSWORD_FILE": password,
        "ASTERISK_FOLDER": folder,
        **({"SIP_TRUNK": settings.sip_trunk} if settings.sip_trunk else {}),
    }
    if records_calls(site):
        variables |= {"AMI_PORT": settings.ami_port, "RECORDINGS_INTAKE": settings.recordings_intake}
    return [f"ATENCION_{name}={value}" for name, value in variables.items()]


def records_calls(site: Site) -> bool:
    """Return whether the site records anything of a call: a conversation or a voice message."""
    return site.recordings is not None or site.voice_messages is not None


def _ari_variables(settings: Settings) -> dict[str, str]:
    if settings.ari_listen is not None:
        return {"ARI_LISTEN": str(settings.ari_listen)}
    return {"ARI": str(settings.ari or f"127.0.0.1:{_ARI_PORT}")}


def _listen_uri(settings: Settings) -> str:
    if settings.ari_listen is None:
        return ""
    return settings.ari_uri or f"ws://{settings.ari_listen}"


def _with_password(settings: Settings, file: Path) -> tuple[Settings, Path]:
    if settings.ari_password is None:
        password = file.read_text().strip() if file.exists() else secrets.token_urlsafe(24)
    else:
        password = password_of(settings)
    file.touch(mode=0o600)
    file.write_text(password)
    return settings.model_copy(update={"ari_password": SecretStr(password)}), file


def _installation() -> Installation:
    """Return the Asterisk of this machine, or else Debian's paths, for files that a container will use."""
    try:
        return find_installation()
    except AsteriskNotInstalled:
        return debian_installation()
