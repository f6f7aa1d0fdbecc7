"""Which telephone gateway a process has: made from the settings, with every sound of the site.

Owns the choice. What a gateway does is its own.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Protocol

from atencion.house import House
from atencion.phone_bindings import PhoneBindings
from atencion.phone_secrets import Fetch, PhoneSecrets
from ivr.sounds import RenderedSounds, prepare
from telephony.port import Gateway


class LocalGateway(Gateway, Protocol):
    """A gateway in this process, which knows what it holds."""

    @property
    def calls(self) -> int:
        """How many calls are held."""
        ...

    @property
    def call_ids(self) -> tuple[str, ...]:
        """The calls that are held."""
        ...


async def make_gateway(house: House) -> LocalGateway:
    """The gateway of the settings.

    Raises:
        SettingsInvalid: Asterisk's password is missing.
        RenderingFailed: a sound cannot be made.
    """
    sounds = await asyncio.to_thread(prepare, house.sites.current, house.settings.site, house.sounds_folder)
    return _asterisk(house, sounds) if house.settings.gateway == "asterisk" else _pyvoip(house, sounds)


def _asterisk(house: House, sounds: RenderedSounds) -> LocalGateway:
    from atencion.asterisk_files import ari_of, media_folder, node_folder
    from telephony.asterisk.gateway import AsteriskGateway

    settings = house.settings
    return AsteriskGateway(
        node=settings.node,
        ari=ari_of(settings),
        lines=lambda line: line if line in house.sites.current.lines else None,
        sounds=sounds,
        keys=sounds.known,
        media_folder=media_folder(node_folder(settings)),
        most_calls=settings.most_calls,
    )


def _pyvoip(house: House, sounds: RenderedSounds) -> LocalGateway:
    from telephony.pyvoip.gateway import PyVoipGateway
    from telephony.pyvoip.media import steady_interpreter
    from telephony.pyvoip.registrar import Registrar

    settings = house.settings
    steady_interpreter()
    return PyVoipGateway(
        bind=str(settings.bind),
        sip_port=settings.sip_port,
        rtp_ports=range(settings.rtp_ports.first, settings.rtp_ports.last + 1),
        lines=lambda number: getattr(house.sites.current.line_of(number), "id", None),
        sounds=sounds,
        most_calls=settings.most_calls,
        registrar=Registrar(
            PhoneSecrets(_phone_secrets(house), time.monotonic), PhoneBindings(house.redis, house.campaign)
        ),
    )


def _phone_secrets(house: House) -> Fetch:
    """Reads the secrets of phones; the database's library is loaded when the first phone registers."""

    async def fetch(user: str) -> Mapping[str, str] | None:
        from agent_api.access.phone_secrets import ha1_of

        return await ha1_of(house.database.engine, house.sealer, user)

    return fetch
