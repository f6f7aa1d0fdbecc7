"""The errors of this room: each with a stable code, and whether the same request may work later."""

from typing import ClassVar, Literal, cast

from config.site.calls.dialling import CapName


class RouterError(Exception):
    """Root of the errors of this room. `code` is stable; `retryable` says whether the same request may work later."""

    code: ClassVar[str] = "router_error"
    retryable: ClassVar[bool] = False


class VersionConflict(RouterError):
    """Another process changed the call first: read it again."""

    code = "version_conflict"
    retryable = True


class OfferGone(RouterError):
    """The offer that was answered or declined is no longer the call's."""

    code = "offer_gone"


class LeaseLost(RouterError):
    """The gateway's lease ran out and its calls were released: it must send nothing more."""

    code = "lease_lost"


class WrongPhase(RouterError):
    """The call already is in the router, or was never in it: the act does not fit."""

    code = "wrong_phase"


class NotHeld(RouterError):
    """The call-back was given up by this gateway, which lives: another will hold it. What it still signals is stale."""

    code = "not_held"


class AdvisorUnavailable(RouterError):
    """The advisor who should be consulted cannot be, or nobody is consulted who could take over."""

    code = "not_available"


class NotTalking(RouterError):
    """The advisor, or nobody, talks in that call (any more)."""

    code = "not_talking"


class NotInWrapUp(RouterError):
    """The advisor is still in the call whose wrap-up should end."""

    code = "not_in_wrap_up"


class CallBackOpen(RouterError):
    """The number waits for another call-back already."""

    code = "call_back_open"
    cap: ClassVar[Literal[""]] = ""


class CapReached(RouterError):
    """No more call-backs are promised at the moment."""

    code = "cap_reached"

    @property
    def cap(self) -> CapName:
        """Return which cap was reached; the library names it right after its code."""
        return cast(CapName, str(self).split()[1])


class MemoryScarce(RouterError):
    """Valkey's memory is nearly full: no new call is taken, and those that are open go on."""

    code = "memory_scarce"
    retryable = True


class EpochPassed(RouterError):
    """A recovery came too late: the log already is in that epoch or a later one."""

    code = "epoch_passed"


class RouterAway(RouterError):
    """Valkey cannot be reached or does not write."""

    code = "router_away"
    retryable = True
