"""A second router, in plain Python, for tests only: the same method names and the same answers.

Owns the router's behaviour as derived from its contract, not from the library: nothing is sorted or stored twice; the
first call, the ready advisors and the due timers are searched among all, each time. It must not talk to any server.
"""

from tests.support.router.model.router import Model
from tests.support.router.model.values import Advisor, Call, Mail, Offer

__all__ = ["Advisor", "Call", "Mail", "Model", "Offer"]
