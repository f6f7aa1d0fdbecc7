"""Whom Twilio calls for us, and which of our numbers was dialled there. Pure.

Owns the way from a site's addresses and national numbers to what Twilio dials: E.164 (ITU-T), ``sip:`` and ``client:``.
It must not know whether anybody is there.
"""

import re
from typing import Literal

COUNTRY = "+57"
"""Colombia (ITU-T E.164, assigned codes)."""
_NATIONAL = re.compile(r"[0-9]{10}", re.ASCII)
_SIP_NUMBER = re.compile(r"sips?:(\+?[0-9]{3,15})@\S+", re.ASCII)
Noun = Literal["Client", "Sip", "Number"]


def e164(number: str) -> str:
    """A number as Twilio dials it; what has no form of E.164, such as a short or a toll-free number, stays as it is.

    >>> e164("6015550100"), e164("573001234567"), e164("018000555010")
    ('+576015550100', '+573001234567', '018000555010')
    """
    if _NATIONAL.fullmatch(number):
        return COUNTRY + number
    if number.startswith(COUNTRY[1:]) and _NATIONAL.fullmatch(number[2:]):
        return f"+{number}"
    return number


def national_number(number: str) -> str:
    """A number as it is dialled in Colombia, which is how a site names its lines and the log knows callers.

    >>> national("+576015550100"), national("+34910000000")
    ('6015550100', '+34910000000')
    """
    return number.removeprefix(COUNTRY) if _NATIONAL.fullmatch(number.removeprefix(COUNTRY)) else number


def dial_target(address: str, user: str = "", phones: str | None = None) -> str:
    """What Twilio calls.

    Args:
        address: the one that the site or the advisor has here: a SIP URI, ``client:…`` or a number.
        user: the user whose phone it is; empty for an address outside.
        phones: how users are rung from there, see ``twilio_phones`` of the settings.

    >>> whereto("sip:3001234567@operador.example")
    '+573001234567'
    >>> whereto("sip:asesor1@192.0.2.7", "asesor1", "sip:{user}@voz.example")
    'sip:asesor1@voz.example'
    """
    if user and phones:
        return f"client:{user}" if phones == "client" else phones.format(user=user)
    if match := _SIP_NUMBER.fullmatch(address):
        return e164(match[1])
    return address if ":" in address else e164(address)


def dial_noun(to: str) -> Noun:
    """By which noun of ``<Dial>`` it is called (twilio.com/docs/voice/twiml/dial)."""
    if to.startswith("client:"):
        return "Client"
    return "Sip" if to.startswith(("sip:", "sips:")) else "Number"
