"""Destinations of calls in Twilio's form, and national numbers of Twilio's. Pure.

Owns the mapping between a site's addresses and national numbers and what Twilio dials: E.164 (ITU-T), ``sip:`` and
``client:``. It must not know whether an address answers.
"""

import re
from typing import Literal

COUNTRY = "+57"
"""Colombia (ITU-T E.164, assigned codes)."""
_NATIONAL = re.compile(r"[0-9]{10}", re.ASCII)
_SIP_NUMBER = re.compile(r"sips?:(\+?[0-9]{3,15})@\S+", re.ASCII)
Noun = Literal["Client", "Sip", "Number"]


def e164(number: str) -> str:
    """Return a number as Twilio dials it; one without E.164 form, such as a toll-free number, is unchanged.

    >>> e164("6015550100"), e164("573001234567"), e164("018000555010")
    ('+576015550100', '+573001234567', '018000555010')
    """
    if _NATIONAL.fullmatch(number):
        return COUNTRY + number
    if number.startswith(COUNTRY[1:]) and _NATIONAL.fullmatch(number[2:]):
        return f"+{number}"
    return number


def national_number(number: str) -> str:
    """Return a number as dialled in Colombia, the form of a site's lines and of callers in the log.

    >>> national_number("+576015550100"), national_number("+34910000000")
    ('6015550100', '+34910000000')
    """
    return number.removeprefix(COUNTRY) if _NATIONAL.fullmatch(number.removeprefix(COUNTRY)) else number


def dial_target(address: str, user: str = "", phones: str | None = None) -> str:
    """Return the address that Twilio calls.

    Args:
        address: of the site or the advisor: a SIP URI, ``client:…`` or a number.
        user: the user of the phone; empty for an outside address.
        phones: how users are rung, see ``twilio_phones`` of the settings.

    >>> dial_target("sip:3001234567@operador.example")
    '+573001234567'
    >>> dial_target("sip:asesor1@192.0.2.7", "asesor1", "sip:{user}@voz.example")
    'sip:asesor1@voz.example'
    """
    if user and phones:
        return f"client:{user}" if phones == "client" else phones.format(user=user)
    if match := _SIP_NUMBER.fullmatch(address):
        return e164(match[1])
    return address if ":" in address else e164(address)


def dial_noun(to: str) -> Noun:
    """Return the noun of ``<Dial>`` for an address (twilio.com/docs/voice/twiml/dial)."""
    if to.startswith("client:"):
        return "Client"
    return "Sip" if to.startswith(("sip:", "sips:")) else "Number"
