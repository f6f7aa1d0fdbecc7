"""A second router, in plain Python and for the tests alone: asked by the same names, it gives the same answers.

Owns what the router should do, told from its contract and not from the library: nothing is sorted or kept twice; who is
first, who is ready and what is due is looked for among all, each time. It must not talk to any server.
"""

from tests.support.router.model.router import Model
from tests.support.router.model.values import Advisor, Call, Mail, Offer

__all__ = ["Advisor", "Call", "Mail", "Model", "Offer"]
