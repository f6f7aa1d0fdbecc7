"""A gateway without telephones, for tests and for trying a site out; see `telephony.fake.gateway`."""

from telephony.fake.call import FakeCall
from telephony.fake.gateway import FakeGateway
from telephony.fake.leg import SILENCE, Audio, EventNotPossible, Leg

__all__ = ["SILENCE", "Audio", "EventNotPossible", "FakeCall", "FakeGateway", "Leg"]
