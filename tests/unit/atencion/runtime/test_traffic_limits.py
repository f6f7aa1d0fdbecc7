"""The fact that records a site's trunks and limits."""

from atencion.runtime.traffic_limits import limits_of
from config.site.calls.sources import SourceLimits, Sources, Trunk
from eventlog.facts import TrafficLimitsChanged


def test_trunk_is_recorded_by_its_address_and_ports_or_by_its_user() -> None:
    """A trunk is recorded by its address and ports or by its user, and never with a password."""
    trunks = {
        "d": Trunk(id="d", name="D", address="2001:db8::/64"),
        "c": Trunk(id="c", name="C", user="claro"),
        "b": Trunk(id="b", name="B", address="203.0.113.0/29", port=5060, last_port=5063),
        "a": Trunk(id="a", name="A", address="203.0.113.10", port=5060),
    }
    sources = Sources(unlisted="refused", limits=SourceLimits(invites_per_s=3, unacknowledged=4), trunks=trunks)
    assert limits_of(sources) == TrafficLimitsChanged(
        unlisted="refused",
        invites_per_s=3,
        unacknowledged=4,
        trunks="a=203.0.113.10:5060,b=203.0.113.0/29:5060-5063,c=claro,d=2001:db8::/64",
    )
