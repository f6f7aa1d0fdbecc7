"""The tests' own callers, as a site lists them: suites call at a higher rate than an unlisted caller may."""

from config.site.calls.sources import Sources, Trunk
from telephony.pyvoip.sip.calls.caller_screening import TrustedSources

LOOPBACK_SOURCES = TrustedSources(
    sources=Sources(trunks={"pruebas": Trunk(id="pruebas", name="Pruebas", address="127.0.0.0/8")})
)


def loopback_callers() -> TrustedSources:
    """Return the trusted sources of a site that lists every address of this machine."""
    return LOOPBACK_SOURCES
