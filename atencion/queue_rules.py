"""How a queue of the site chooses, as the router is told.

Owns the translation between the two, and nothing else. Pure.
"""

from call_router.routing import QueueRules
from config.site import Queue


def rules_of(queue: Queue) -> QueueRules:
    """The rules by which the router chooses for a queue of the site."""
    return QueueRules()
