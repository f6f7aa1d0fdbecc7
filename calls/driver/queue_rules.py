"""How a queue of the site chooses, as the router is told. Pure.

Owns the translation between the two, and nothing else.
"""

from call_router.routing import LevelBand, QueueRules
from config.site.calls.queues import Queue


def queue_rules_of(queue: Queue) -> QueueRules:
    """The rules by which the router chooses for a queue of the site."""
    return QueueRules(
        strategy=queue.strategy,
        weight=queue.weight,
        bands=tuple(LevelBand(after_ms=band.after_s * 1000, level=band.level) for band in queue.bands),
        ring_most=queue.ring_most,
    )
