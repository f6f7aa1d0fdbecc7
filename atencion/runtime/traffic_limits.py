"""The limits of anomalous traffic as a fact of the log. Pure.

Owns how a site's `sources.yaml` becomes a fact. Passwords of trunks are not in the site, so they are in no fact.
"""

from config.site.calls.sources import Sources, Trunk
from eventlog.facts import TrafficLimitsChanged


def limits_of(sources: Sources) -> TrafficLimitsChanged:
    """Return the fact with the allowed callers and their limits."""
    trunks = ",".join(f"{name}={_trunk_identity(trunk)}" for name, trunk in sorted(sources.trunks.items()))
    return TrafficLimitsChanged(
        unlisted=sources.unlisted,
        invites_per_s=sources.limits.invites_per_s,
        unacknowledged=sources.limits.unacknowledged,
        trunks=trunks,
    )


def _trunk_identity(trunk: Trunk) -> str:
    """Return a trunk's identity: its user, or its address with its source ports."""
    if trunk.address is None:
        return trunk.user or ""
    if trunk.port is None:
        return trunk.address
    last = f"-{trunk.last_port}" if trunk.last_port else ""
    return f"{trunk.address}:{trunk.port}{last}"
