"""A gateway without telephones, for tests and for trying a site out; see `telephony.fake.gateway`."""

from telephony.fake.call import SILENCE, FakeCall, Heard, Leg, NotNow
from telephony.fake.gateway import FakeGateway

__all__ = ["SILENCE", "FakeCall", "FakeGateway", "Heard", "Leg", "NotNow"]
