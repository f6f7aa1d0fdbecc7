"""The listed trunks of a gateway: those of the site, and the demo's own callers.

Owns their combination with the passwords of trunks, and the ports of the demo's callers. The gateway decides what they
may do.
"""

import os

from config.settings import Settings
from config.site.calls.sources import Sources, Trunk, read_trunk_password
from config.site.model import Site
from telephony.pyvoip.sip.calls.caller_screening import TrustedSources
from telephony.softphone.scripted_users import CALLER_PORTS


def listed_trunks_of(settings: Settings, site: Site) -> TrustedSources:
    """Return the sources that a gateway trusts.

    Raises:
        SettingsInvalid: the password of a trunk is missing.
    """
    return TrustedSources(sources=site.sources, own_sources=own_callers(settings), passwords=trunk_passwords(site))


def trunk_passwords(site: Site) -> dict[str, str]:
    """Return the passwords of the site's trunks by user.

    Raises:
        SettingsInvalid: one is missing.
    """
    trunks = site.sources.trunks.values()
    return {trunk.user: read_trunk_password(trunk, os.environ) for trunk in trunks if trunk.user is not None}


def own_callers(settings: Settings) -> Sources:
    """Return the callers that the settings list in addition to the site's."""
    if settings.own_callers is None:
        return Sources()
    host, _, ports = settings.own_callers.rpartition(":")
    first, _, last = ports.partition("-")
    trunk = Trunk(id="own", name="Llamadas propias", address=host, port=int(first), last_port=int(last or first))
    return Sources(trunks={trunk.id: trunk})


def with_own_callers(settings: Settings) -> Settings:
    """Return the settings of a demo, with its own callers and their ports listed."""
    if settings.own_callers is not None or settings.bind.version == 6:  # our phones speak IPv4
        return settings
    host = "127.0.0.1" if settings.bind.is_unspecified else str(settings.bind)
    return settings.model_copy(update={"own_callers": f"{host}:{CALLER_PORTS.start}-{CALLER_PORTS.stop - 1}"})
