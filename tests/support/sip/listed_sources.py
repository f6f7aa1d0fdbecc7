"""The tests' own callers, as a site lists them: suites call at a higher rate than a stranger may."""

from config.site.calls.sources import Sources, Trunk
from telephony.pyvoip.sip.calls.caller_screening import TrustedSources

LOOPBACK_SOURCES = TrustedSources(
    sources=Sources(trunks={"pruebas": Trunk(id="pruebas", name="Pruebas", address="127.0.0.0/8")})
)


def loopback_callers() -> TrustedSources:
    """Return who is trusted where every address of this machine is listed."""
    return LOOPBACK_SOURCES
