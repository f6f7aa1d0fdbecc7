"""The trunks that a site lists, and the rules for sources that it does not list. Pure.

Owns the shape, the bounds and the checks of these fields, and whether an address is listed.
`telephony.screening.source_limits` counts the calls. Passwords of trunks are in the environment only, never in a
site.
"""

import ipaddress
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.errors import SettingsInvalid
from config.schema.fields import Id, Name, User
from config.schema.reader import Reader

Port = Annotated[int, Meta(ge=1, le=65535)]
NetworkText = Annotated[str, Meta(min_length=2, max_length=50)]
PREFIX = "ATENCION_TRUNK_"


class SourceLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of one unlisted source: an IPv4 address, or an IPv6 network of 64 bits.

    ``unacknowledged`` counts calls whose answer from us it has not acknowledged.
    """

    invites_per_s: Annotated[int, Meta(ge=1, le=1000)] = 10
    unacknowledged: Annotated[int, Meta(ge=1, le=1000)] = 20


class Trunk(msgspec.Struct, frozen=True, kw_only=True):
    """A trusted source, recognized by the origin of its messages or by a password.

    Attributes:
        address: IP address of its SIP, or a network such as ``203.0.113.0/29``; None if it uses a password.
        port: UDP source port of its SIP; None for any.
        last_port: the last one of a range of ports.
        user: name by which it authenticates (RFC 3261 §22.4); its password is in the environment.
    """

    id: Id
    name: Name
    address: NetworkText | None = None
    port: Port | None = None
    last_port: Port | None = None
    user: User | None = None

    def covers(self, host: str, port: int) -> bool:
        """Return whether a message from this host and port is this trunk's."""
        if self.address is None or not _is_within(host, self.address):
            return False
        return self.port is None or self.port <= port <= (self.last_port or self.port)


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """Which sources may call; unlisted ones only within ``limits``."""

    unlisted: Literal["allowed", "refused"] = "refused"
    limits: SourceLimits = SourceLimits()
    trunks: dict[Id, Trunk] = {}

    def is_listed(self, host: str, port: int) -> bool:
        """Return whether the address and port belong to a listed trunk."""
        return any(trunk.covers(host, port) for trunk in self.trunks.values())

    @property
    def has_password_trunks(self) -> bool:
        """Whether a trunk uses a password, so that callers are challenged."""
        return any(trunk.user for trunk in self.trunks.values())


OPEN_SOURCES = Sources(unlisted="allowed")
"""Default of a site without a list of sources: every source may call, within the limits."""


def check_sources(sources: Sources | None, reader: Reader) -> None:
    """Check that each trunk is recognized by an address or a user, and that the list admits a caller."""
    for path, text in find_faults(sources) if sources else ():
        reader.complain(("sources", *path), text)


def find_faults(sources: Sources) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each fault: path within sources.yaml, and a sentence."""
    for name, trunk in sources.trunks.items():
        yield from ((("trunks", name, *field), text) for field, text in _find_trunk_faults(trunk, sources))
    if not sources.trunks and sources.unlisted == "refused":
        yield (), "así nadie puede llamar: agregue «trunks», o «unlisted: allowed»"


def read_trunk_password(trunk: Trunk, environment: Mapping[str, str]) -> str:
    """Return the password of a trunk that has a user, from a variable or from the file that a variable names.

    Raises:
        SettingsInvalid: it is missing, or its file cannot be read.
    """
    name = f"{PREFIX}{trunk.id.upper()}_PASSWORD"
    if password := environment.get(name):
        return password
    try:
        with open(environment[f"{name}_FILE"], encoding="utf-8") as file:
            password = file.read().strip()
    except (KeyError, OSError, UnicodeDecodeError):
        password = ""
    if not password:
        raise SettingsInvalid(f"Falta {name} o {name}_FILE: la contraseña de la troncal «{trunk.id}» de sources.yaml.")
    return password


def _find_trunk_faults(trunk: Trunk, sources: Sources) -> list[tuple[tuple[str, ...], str]]:
    faults: list[tuple[tuple[str, ...], str]] = []
    if (trunk.address is None) == (trunk.user is None):
        faults.append(((), "diga «address» o «user», uno de los dos: por ellos se la reconoce"))
    if trunk.address is not None and _network(trunk.address) is None:
        faults.append((("address",), "escriba una dirección IP o una red, como 203.0.113.10 o 203.0.113.0/29"))
    if trunk.port is not None and trunk.address is None:
        faults.append((("port",), "«port» va con «address»"))
    if trunk.last_port is not None and (trunk.port is None or trunk.last_port < trunk.port):
        faults.append((("last_port",), "es el último puerto: diga también «port», que no puede ser mayor"))
    if trunk.user is not None and sources.unlisted == "allowed":
        text = "a una troncal con contraseña solo se le pide si los demás no pueden llamar: ponga «unlisted: refused»"
        faults.append((("user",), text))
    if trunk.user is not None and sum(other.user == trunk.user for other in sources.trunks.values()) > 1:
        faults.append((("user",), f"otra troncal tiene el usuario «{trunk.user}»"))
    return faults


@lru_cache(maxsize=1024)
def _network(address: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(address)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _is_within(host: str, network: str) -> bool:
    ip_network = _network(network)
    try:
        return ip_network is not None and ipaddress.ip_address(host) in ip_network
    except ValueError:
        return False
