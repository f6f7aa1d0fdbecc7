"""The limits of anomalous traffic as the log tells them. Pure.

Owns how a site's `sources.yaml` becomes a fact. Passwords of trunks stand in no site, so they stand in no fact.
"""

from config.site.calls.sources import Sources, Trunk
from eventlog.facts import TrafficLimitsChanged


def limits_of(sources: Sources) -> TrafficLimitsChanged:
    """Return the fact that says who may call, and within which limits."""
    trunks = ",".join(f"{name}={_trunk_identity(trunk)}" for name, trunk in sorted(sources.trunks.items()))
    return TrafficLimitsChanged(
        unlisted=sources.unlisted,
        invites_per_s=sources.limits.invites_per_s,
        unacknowledged=sources.limits.unacknowledged,
        trunks=trunks,
    )


def _trunk_identity(trunk: Trunk) -> str:
    """Return what the trunk is known by: its user, or its address with the ports that it comes from."""
    if trunk.address is None:
        return trunk.user or ""
    if trunk.port is None:
        return trunk.address
    last = f"-{trunk.last_port}" if trunk.last_port else ""
    return f"{trunk.address}:{trunk.port}{last}"
