"""Where a leg is called: a SIP URI, or a bare number, as Asterisk's Dial and ARI's originate want it. Pure.

Owns the words ``PJSIP/…``. It must not know whether anybody is there.
"""

PHONES = "phones"
"""The endpoint of config/asterisk/pjsip.conf by which any SIP address is called."""
TRUNK = "trunk"
"""The endpoint of the operator, config/asterisk/trunk.conf."""


def dial_string(address: str) -> str:
    """The channel to a SIP URI through our own phones' endpoint, or to a bare number through the operator's trunk.

    >>> dial_string("sip:asesor1@192.0.2.7:5062")
    'PJSIP/phones/sip:asesor1@192.0.2.7:5062'
    >>> dial_string("3001234567")
    'PJSIP/3001234567@trunk'

    Source: https://docs.asterisk.org/Configuration/Channel-Drivers/SIP/Configuring-res_pjsip/Dialing-PJSIP-Channels/
    """
    if ":" in address:
        return f"PJSIP/{PHONES}/{address}"
    return f"PJSIP/{address}@{TRUNK}"
