"""The checks before anything starts, so that a wrong setting is reported at once, in one sentence.

Owns the checks and their messages. It must not start anything, nor leave anything behind.
"""

import errno
import socket
from collections.abc import Collection

from atencion.asterisk.config_files import ari_of
from atencion.phones.browser import signing_key_of
from atencion.runtime.twilio_settings import twilio_account
from config.errors import SettingsInvalid
from config.os_errors import describe_os_error
from config.settings import Settings
from telephony.asterisk.node.installation import find_installation


def check_gateway(settings: Settings) -> None:
    """Check that the configured gateway has what it needs.

    Raises:
        SettingsInvalid: its node's password is missing, or a setting of the account at Twilio.
        AsteriskNotInstalled: it would run an Asterisk of our own, and this machine has none.
    """
    if settings.has_twilio or settings.gateway == "twilio":
        twilio_account(settings)
    signing_key_of(settings)
    if settings.gateway == "asterisk" and settings.runs_asterisk:
        find_installation()
    elif settings.gateway == "asterisk":
        ari_of(settings)


def check_ports(settings: Settings, roles: Collection[str]) -> None:
    """Check that the ports on which the roles listen are free.

    Raises:
        SettingsInvalid: one is in use, or the address is not this machine's.
    """
    if "gateway" in roles and settings.gateway != "twilio" and (settings.gateway == "pyvoip" or settings.runs_asterisk):
        _check_port(settings, socket.SOCK_DGRAM, settings.sip_port, "ATENCION_SIP_PORT")
    if "api" in roles:
        _check_port(settings, socket.SOCK_STREAM, settings.http_port, "ATENCION_HTTP_PORT")


def _check_port(settings: Settings, kind: socket.SocketKind, number: int, variable: str) -> None:
    family = socket.AF_INET6 if settings.bind.version == 6 else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind is socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # ignores connections that just closed
        try:
            probe.bind((str(settings.bind), number))
        except OSError as error:
            raise SettingsInvalid(_port_error(settings, number, variable, error)) from error


def _port_error(settings: Settings, number: int, variable: str, error: OSError) -> str:
    if error.errno == errno.EADDRNOTAVAIL:
        return f"No se puede usar la dirección {settings.bind} ({describe_os_error(error)}): cambie ATENCION_BIND."
    advice = f"cierre el programa que lo ocupa o escoja otro con {variable}"
    return f"No se puede usar el puerto {number} de {settings.bind} ({describe_os_error(error)}): {advice}."
