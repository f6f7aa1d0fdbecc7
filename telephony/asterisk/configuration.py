"""One Asterisk node as a value, and its rendered configuration files. Pure.

Owns the settings that differ between nodes, and the rendering of templates (``telephony/asterisk/templates``) with
the site's values. It must not read or write a file, nor generate a password.
"""

import ipaddress
import string
from collections.abc import Iterable, Mapping

import msgspec

from config.site.calls.sources import OPEN_SOURCES, Sources, Trunk
from telephony.asterisk.dial_strings import ENDPOINTS, TRUNK, dial_string, trunk_number

APPLICATION = "atencion"
"""The Stasis application that receives the events of calls."""
HOLDER = "ATENCION_HOLDER"
"""The global variable that names the gateway of the node; a successor with that name may adopt its calls."""
AUTO_ANSWER_UNTIL = "ATENCION_PICKS_UP_UNTIL"
"""The global variable with the end of automatic answering by the dialplan, in seconds of the node's clock."""
EARLY_PROMPT_PREFIX = "first~"
"""Prefix of the music classes that hold early prompts."""
NO_PROMPT = f"{EARLY_PROMPT_PREFIX}nothing"
"""The silent early prompt, for a line whose prompt is not known yet."""
SERVED = "ATENCION_SERVED"
"""The global variable with the last time at which the gateway reported its presence, in seconds of the node's clock.

The dialplan checks it first: while a node dials in vain, its application still counts as connected (measured), and
callers would ring for ever.
"""
SERVED_TIMEOUT_S = 3
"""Maximum age of that time, seconds, for a call to be offered to the gateway, which reports every second."""
SOUNDS = "atencion"
"""The folder of our sounds below Asterisk's sounds; the first part of each sound's name."""
FALLBACK_TIMEOUT_S = 30
"""Seconds for which the number of last resort may ring."""
_GOTO_UNLESS_SERVED = f"GotoIf($[${{EPOCH}} - 0${{{SERVED}}} > {SERVED_TIMEOUT_S}]?line-@{{line}},s,alone)\n same => n,"
_PARTS = frozenset(
    {
        *("line.conf", "number.conf", "phones.conf", "ari_dials.conf", "dials.conf", "unmanaged.conf"),
        *("trunk.conf", "anonymous.conf", "stranger.conf", "source.conf", "source_user.conf"),
    }
)
"""Templates that are included in others."""
LINES_FILE, SOURCES_FILE = "lines.conf", "sources.conf"
"""The files that follow the version of the site, by a reload; every other file needs a restart of the node."""


class LineRoute(msgspec.Struct, frozen=True, kw_only=True):
    """The data with which a node serves a line, and with which it plays the apology when no gateway serves it."""

    line: str
    numbers: tuple[str, ...]
    apology: str
    fallback: str | None = None


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """The location and the listening addresses of one Asterisk.

    Attributes:
        name: unique among the nodes; the first part of the ids of its calls.
        folder: absolute; its configuration, sounds and logs.
        run_folder: folder of its control socket, whose path may have 107 bytes; empty for ``run`` in its folder.
        ami_port: TCP, of AMI at the same address, with the same user and password.
        ari_password: letters, digits, ``-`` and ``_`` only.
        ari_dials: the ``ws://…`` or ``wss://…`` address that Asterisk dials for ARI; empty if we dial Asterisk.
        trunk: ``host:port`` of the operator, or empty.
        own_sources: further listed callers outside the site: the demo's.
        passwords: of the trunks that authenticate, by their user.
    """

    name: str
    folder: str
    modules_folder: str
    run_folder: str = ""
    bind: str = "127.0.0.1"
    sip_port: int = 5060
    rtp_ports: tuple[int, int] = (16384, 32767)
    ari_bind: str = "127.0.0.1"
    ari_port: int = 8088
    ami_port: int = 5038
    ari_user: str = "atencion"
    ari_password: str
    records: bool = False
    ari_dials: str = ""
    trunk: str = ""
    sources: Sources = OPEN_SOURCES
    own_sources: Sources = Sources()
    passwords: Mapping[str, str] = {}

    @property
    def accepts_unlisted(self) -> bool:
        """Whether an unlisted source may call: no trunk is listed, and the site allows it."""
        return not self.trunk and not self.sources.trunks and self.sources.unlisted == "allowed"


class _Template(string.Template):
    """A template whose variables are ``@{…}``, because Asterisk's own are ``${…}``."""

    delimiter = "@"


def render_files(node: Node, lines: Iterable[LineRoute], templates: Mapping[str, str]) -> dict[str, str]:
    """Render the configuration of a node: the text of each file by its name.

    Raises:
        KeyError: a template is missing, or has a placeholder without a value.
    """
    lines = tuple(lines)
    placeholders = _template_values(node) | {
        "unmanaged": "" if node.records else templates["unmanaged.conf"],
        "phones": "".join(_fill(templates["phones.conf"], {"number": str(n)}) for n in range(ENDPOINTS)).rstrip(),
        "trunk": _fill(templates["trunk.conf"], _trunk_values(node.trunk)) if node.trunk else "",
        "anonymous": templates["anonymous.conf"] if node.accepts_unlisted else "",
        "sources": "".join(_source(trunk, node, templates) for trunk in _listed_trunks(node)).rstrip(),
        "ari_dials": _fill(templates["ari_dials.conf"], _websocket_values(node)) if node.ari_dials else "",
        "dials": _fill(templates["dials.conf"], _websocket_values(node)) if node.ari_dials else "",
        "first_words": "\n".join(f"{early_prompt_variable(line.line)} = {NO_PROMPT}" for line in lines),
        "numbers": "".join(
            _fill(templates["number.conf"], _number_values(number, line, node))
            for line in lines
            for number in line.numbers
        ),
        "stranger_numbers": "".join(
            _fill(templates["stranger.conf"], _number_values(number, line, node))
            for line in lines
            for number in line.numbers
            if node.accepts_unlisted
        ),
        "lines": "".join(_fill(templates["line.conf"], _line_values(line, node)) for line in lines),
    }
    return {name: _fill(text, placeholders) for name, text in templates.items() if name not in _PARTS}


def listed_endpoints(sources: Sources, own_sources: Sources) -> frozenset[str]:
    """Return the endpoints whose calls come from a listed trunk. For ``own_sources`` see ``Node``."""
    return frozenset(
        {TRUNK, *(_endpoint_of(trunk) for trunk in (*sources.trunks.values(), *own_sources.trunks.values()))}
    )


def websocket_path(node: str) -> str:
    """Return the path at which a node dials us; it tells nodes apart."""
    return f"/ari/{node}"


def early_prompt_variable(line: str) -> str:
    """Return the name of the global variable with the music class of a line's early prompt."""
    return f"ATENCION_FIRST_WORDS_{line}"


def playback_media(keys: Iterable[str]) -> str:
    """Join sounds into one sequence for the application Playback."""
    return "&".join(sound_name(key) for key in keys)


def sound_name(key: str) -> str:
    """Return Asterisk's name of a sound; see ``media_files``."""
    return f"{SOUNDS}/{file_name(key)}/{file_name(key)}"


def file_name(key: str) -> str:
    """Return the name of a sound's folder, files and music class. A colon has a meaning in Asterisk's syntax."""
    return key.replace(":", "~")


def music_classes(names: Iterable[str], sounds_folder: str) -> str:
    """Return the configuration of one music class per folder of sounds, which lets Asterisk loop each of them."""
    return "\n".join(f"[{name}]\nmode = files\nsort = alpha\ndirectory = {sounds_folder}/{name}\n" for name in names)


def _fill(template: str, placeholders: Mapping[str, str]) -> str:
    return _Template(template).substitute(placeholders)


def _template_values(node: Node) -> dict[str, str]:
    return {
        "node": node.name,
        "folder": node.folder,
        "modules_folder": node.modules_folder,
        "run_folder": node.run_folder or f"{node.folder}/run",
        "bind": node.bind,
        "sip_port": str(node.sip_port),
        "first_rtp": str(node.rtp_ports[0]),
        "last_rtp": str(node.rtp_ports[1]),
        "ari_bind": node.ari_bind,
        "ari_port": str(node.ari_port),
        "ami_port": str(node.ami_port),
        "manager": "yes" if node.records else "no",
        "ari_user": node.ari_user,
        "ari_password": node.ari_password,
        "fallback_s": str(FALLBACK_TIMEOUT_S),
    }


def _trunk_values(address: str) -> dict[str, str]:
    return {"trunk_address": address, "trunk_host": address.partition(":")[0]}


def _listed_trunks(node: Node) -> tuple[Trunk, ...]:
    return (*node.sources.trunks.values(), *node.own_sources.trunks.values())


def _endpoint_of(trunk: Trunk) -> str:
    """Return the name of a trunk's endpoint; one that authenticates is found by its user (auth_username)."""
    return trunk.user or f"{TRUNK}-{trunk.id}"


def _source(trunk: Trunk, node: Node, templates: Mapping[str, str]) -> str:
    if trunk.user is not None:
        placeholders = {"trunk": trunk.id, "user": trunk.user, "password": node.passwords[trunk.user]}
        return _fill(templates["source_user.conf"], placeholders)
    matches = "\n".join(f"match = {each}" for each in _match_addresses(trunk))
    return _fill(templates["source.conf"], {"trunk": trunk.id, "endpoint": _endpoint_of(trunk), "matches": matches})


def _match_addresses(trunk: Trunk) -> list[str]:
    """Return the addresses of a trunk in the form of ``match``: a network, or an address with its port and mask."""
    assert trunk.address is not None
    if trunk.port is None:
        return [trunk.address]
    network = ipaddress.ip_network(trunk.address)
    host = str(network.network_address) if network.version == 4 else f"[{network.network_address}]"
    ports = range(trunk.port, (trunk.last_port or trunk.port) + 1)
    return [f"{host}:{port}/{network.prefixlen}" for port in ports]


def _websocket_values(node: Node) -> dict[str, str]:
    return {
        "application": APPLICATION,
        "ari_user": node.ari_user,
        "ari_password": node.ari_password,
        "uri": node.ari_dials.rstrip("/") + websocket_path(node.name),
        "tls": "yes" if node.ari_dials.startswith("wss:") else "no",
    }


def _number_values(number: str, line: LineRoute, node: Node) -> dict[str, str]:
    return {
        "number": number,
        "unless_served": _fill(_GOTO_UNLESS_SERVED, {"line": line.line}) if node.ari_dials else "",
        "picks_up_until": AUTO_ANSWER_UNTIL,
        "first_words": early_prompt_variable(line.line),
        "line": line.line,
        "application": APPLICATION,
    }


def _line_values(line: LineRoute, node: Node) -> dict[str, str]:
    return {
        "line": line.line,
        "apology": playback_media([line.apology]),
        "music": file_name(line.apology),
        "fallback": "" if line.fallback is None else _escaped(dial_string(trunk_number(line.fallback, node.trunk))),
    }


def _escaped(text: str) -> str:
    """Escape a semicolon, which begins a comment, and a comma, which separates arguments."""
    return text.replace(";", "\\;").replace(",", "\\,")
