"""The listed trunks of a gateway: those of the site, and the demo's own callers.

Owns their combination with the passwords of trunks, and the addresses of our own callers: the demo's, and the sample
caller of practices. The gateway decides what they may do.
"""

import os
from collections.abc import Iterable

from config.errors import SettingsInvalid
from config.settings import Settings
from config.site.calls.sources import Sources, Trunk, read_trunk_password
from config.site.model import Site
from telephony.pyvoip.sip.calls.caller_screening import TrustedSources
from telephony.softphone.scripted_users import CALLER_PORTS, PRACTICE_PORTS


def listed_trunks_of(settings: Settings, site: Site) -> TrustedSources:
    """Return the sources that a gateway trusts; a trunk without its password is refused, the others do not wait."""
    passwords, _ = read_trunk_passwords(site)
    return TrustedSources(sources=site.sources, own_sources=own_callers(settings, site), passwords=passwords)


def require_trunk_passwords(site: Site) -> dict[str, str]:
    """Return the passwords of the site's trunks by user.

    Raises:
        SettingsInvalid: one is missing.
    """
    passwords, missing = read_trunk_passwords(site)
    if missing:
        raise missing[0]
    return passwords


def read_trunk_passwords(site: Site) -> tuple[dict[str, str], list[SettingsInvalid]]:
    """Return the passwords of the site's trunks by user, and an error for each that is missing."""
    passwords, missing = dict[str, str](), list[SettingsInvalid]()
    for trunk in site.sources.trunks.values():
        if trunk.user is not None:
            try:
                passwords[trunk.user] = read_trunk_password(trunk, os.environ)
            except SettingsInvalid as error:
                missing.append(error)
    return passwords, missing


def own_callers(settings: Settings, site: Site | None = None) -> Sources:
    """Return the callers listed in addition to the site's: those of the settings, and the site's sample caller."""
    trunks = [*_callers_of_settings(settings), *_practice_callers(settings, site)]
    return Sources(trunks={trunk.id: trunk for trunk in trunks})


def _callers_of_settings(settings: Settings) -> Iterable[Trunk]:
    if settings.own_callers is not None:
        host, _, ports = settings.own_callers.rpartition(":")
        first, _, last = ports.partition("-")
        yield Trunk(id="own", name="Llamadas propias", address=host, port=int(first), last_port=int(last or first))


def _practice_callers(settings: Settings, site: Site | None) -> Iterable[Trunk]:
    if site is not None and site.practice is not None and settings.places_practice_calls:
        first, last = PRACTICE_PORTS.start, PRACTICE_PORTS.stop - 1
        yield Trunk(id="practice", name="Práctica", address=own_address(settings), port=first, last_port=last)


def own_address(settings: Settings) -> str:
    """Return the IPv4 address at which our own phones reach the gateway of this machine."""
    return "127.0.0.1" if settings.bind.is_unspecified else str(settings.bind)


def with_own_callers(settings: Settings) -> Settings:
    """Return the settings of a demo, with its own callers and their ports listed."""
    if settings.own_callers is not None or settings.bind.version == 6:  # our phones speak IPv4
        return settings
    return settings.model_copy(
        update={"own_callers": f"{own_address(settings)}:{CALLER_PORTS.start}-{CALLER_PORTS.stop - 1}"}
    )
