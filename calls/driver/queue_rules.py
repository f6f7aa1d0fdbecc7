"""The rules of a queue of the site, converted for the router. Pure."""

from call_router.routing import LevelBand, QueueRules
from config.site.calls.queues import Queue


def queue_rules_of(queue: Queue) -> QueueRules:
    """Build the router's rules for a queue of the site."""
    return QueueRules(
        strategy=queue.strategy,
        weight=queue.weight,
        bands=tuple(LevelBand(after_ms=band.after_s * 1000, level=band.level) for band in queue.bands),
        ring_most=queue.ring_most,
    )
