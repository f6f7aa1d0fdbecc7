"""The command by which a gateway releases a caller alone when the log is not writable. Pure.

Owns the prompts and the fallback number. The driver decides when to use it.
"""

from calls.call import CallArrived
from config.site.model import Site
from telephony.port import LegHungUp, Rescue, Signal


def rescue_command(signal: Signal, site: Site) -> Rescue:
    """Return the apology of the signal's line, or of the first line if unknown; after a hangup, the end of every leg.

    `site` is the one in force.
    """
    rescue_id = f"{signal.call_id}/rescue/{type(signal).__name__}"
    if isinstance(signal, LegHungUp):
        return farewell(rescue_id, signal.call_id)
    line = site.lines[signal.line] if isinstance(signal, CallArrived) else next(iter(site.lines.values()))
    return farewell(rescue_id, signal.call_id, line.apology_prompt, line.fallback)


def farewell(rescue_id: str, call_id: str, apology: str = "", fallback: str | None = None) -> Rescue:
    """Build the command that releases a caller; without an apology it ends every leg at once."""
    return Rescue(id=rescue_id, call_id=call_id, sounds=(apology,) if apology else (), fallback=fallback)
