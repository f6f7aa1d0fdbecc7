"""How a gateway sees a call out by itself when the log cannot be written. Pure.

Owns the words and the number of the way out. When it is taken is the driver's.
"""

from calls.call import CallArrived
from config.site.model import Site
from telephony.port import LegHungUp, Rescue, Signal


def rescue_command(signal: Signal, site: Site) -> Rescue:
    """Return the apology of the line where it is known, else of the first; the end of all if somebody hung up.

    The signal is the one that was to be written, the site the one in force.
    """
    rescue_id = f"{signal.call_id}/rescue/{type(signal).__name__}"
    if isinstance(signal, LegHungUp):
        return farewell(rescue_id, signal.call_id)
    line = site.lines[signal.line] if isinstance(signal, CallArrived) else next(iter(site.lines.values()))
    return farewell(rescue_id, signal.call_id, line.apology_prompt, line.fallback)


def farewell(rescue_id: str, call_id: str, apology: str = "", fallback: str | None = None) -> Rescue:
    """Return the command by which a gateway sees a call out; without an apology it ends every leg at once."""
    return Rescue(id=rescue_id, call_id=call_id, sounds=(apology,) if apology else (), fallback=fallback)
