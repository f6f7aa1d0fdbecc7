"""The rig of each gateway of `telephony.port.ABILITIES`; of the embedded one also a rig in real time."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from tests.support.gateways.asterisk_rig import asterisk_rig
from tests.support.gateways.fake_rig import fake_rig
from tests.support.gateways.pyvoip_rig import pyvoip_rig, real_time_pyvoip_rig
from tests.support.gateways.twilio_rig import twilio_rig

RIGS: dict[str, Callable[..., AbstractAsyncContextManager[Any]]] = {
    "asterisk": asterisk_rig,
    "fake": fake_rig,
    "pyvoip": pyvoip_rig,
    "real_time": real_time_pyvoip_rig,
    "twilio": twilio_rig,
}
