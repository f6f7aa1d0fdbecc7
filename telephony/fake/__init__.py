"""A gateway without telephones, in memory, for tests and for trying a site out.

Imports `telephony.port`, and nothing else of the project. Read `gateway` first: it implements the port, and its methods
simulate the telephone network.
"""

from telephony.fake.call import FakeCall
from telephony.fake.gateway import FakeGateway
from telephony.fake.leg import SILENCE, Audio, EventNotPossible, Leg

__all__ = ["SILENCE", "Audio", "EventNotPossible", "FakeCall", "FakeGateway", "Leg"]
