"""Addresses in the form that Asterisk's Dial and ARI's originate expect. Pure.

Owns the form ``PJSIP/…``, and which addresses are the operator's. It must not know whether an address answers.
"""

import re
from zlib import crc32

import msgspec

from telephony import port

ENDPOINTS = 64
"""Number of endpoints that call SIP addresses (``telephony/asterisk/templates/phones.conf``); an address maps to one.

At each state change of a channel, Asterisk scans all other channels of its endpoint.
"""
TRUNK = "trunk"
"""The endpoint of the operator, telephony/asterisk/templates/trunk.conf."""
_SIP_PORT = "5060"
_NUMBER_AT = re.compile(r"sip:(\+?[0-9*#]+)@([^\s@;:]+)(?::(\d+))?(?:;\S*)?")


def dial_string(address: str) -> str:
    """Return the channel to a SIP URI through an endpoint for phones, or to a bare number through the trunk.

    >>> dial_string("sip:asesor1@192.0.2.7:5062")
    'PJSIP/phones-42/sip:asesor1@192.0.2.7:5062'
    >>> dial_string("3001234567")
    'PJSIP/3001234567@trunk'

    Source: https://docs.asterisk.org/Configuration/Channel-Drivers/SIP/Configuring-res_pjsip/Dialing-PJSIP-Channels/
    """
    if ":" in address:
        return f"PJSIP/phones-{crc32(address.encode()) % ENDPOINTS}/{address}"
    return f"PJSIP/{address}@{TRUNK}"


def trunk_number(address: str, trunk: str) -> str:
    """Return the bare number of an operator's address, so that the trunk's settings apply; other addresses unchanged.

    >>> trunk_number("sip:3001234567@operador.example", "operador.example:5060")
    '3001234567'
    >>> trunk_number("sip:asesor1@192.0.2.7:5062", "operador.example:5060")
    'sip:asesor1@192.0.2.7:5062'
    """
    match = _NUMBER_AT.fullmatch(address)
    if match is None or not trunk:
        return address
    host, _, at_port = trunk.partition(":")
    is_operator = (match[2].lower(), match[3] or _SIP_PORT) == (host.lower(), at_port or _SIP_PORT)
    return match[1] if is_operator else address


def route_by_trunk(command: port.AnyCommand, trunk: str) -> port.AnyCommand:
    """Return the command with the bare number in place of an operator's address."""
    if isinstance(command, port.Dial):
        return msgspec.structs.replace(command, address=trunk_number(command.address, trunk))
    if isinstance(command, port.Rescue) and command.fallback is not None:
        return msgspec.structs.replace(command, fallback=trunk_number(command.fallback, trunk))
    return command
