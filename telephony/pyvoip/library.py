"""The classes of pyVoIP on which the gateway builds; no other module imports pyVoIP."""

from pyVoIP.VoIP.status import PhoneStatus
from pyVoIP.VoIP.VoIP import CallState, VoIPCall, VoIPPhone

from pyVoIP.SIP import (  # isort: skip - after pyVoIP.VoIP, because the two import each other
    SIPClient,
    SIPMessage,
    SIPMessageType,
    SIPParseError,
    SIPStatus,
)

__all__ = [
    "CallState",
    "PhoneStatus",
    "SIPClient",
    "SIPMessage",
    "SIPMessageType",
    "SIPParseError",
    "SIPStatus",
    "VoIPCall",
    "VoIPPhone",
]
