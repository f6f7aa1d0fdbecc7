"""Errors of the router, each with a stable code and a flag for retries."""

from typing import ClassVar, Literal, cast

from config.site.calls.number_kinds import CapName


class RouterError(Exception):
    """Base error. `code` is stable; `retryable` says whether the same request may succeed later."""

    code: ClassVar[str] = "router_error"
    retryable: ClassVar[bool] = False


class VersionConflict(RouterError):
    """Another process changed the call first: read it again."""

    code = "version_conflict"
    retryable = True


class OfferGone(RouterError):
    """The call no longer has the answered or declined offer."""

    code = "offer_gone"


class LeaseLost(RouterError):
    """The gateway's lease expired and its calls were released: it must send no more commands."""

    code = "lease_lost"


class WrongPhase(RouterError):
    """The act does not fit the call's phase: the call is already in the router, or was never in it."""

    code = "wrong_phase"


class NotHeld(RouterError):
    """This live gateway gave the call-back up, so another will hold it; its later signals are stale."""

    code = "not_held"


class AdvisorUnavailable(RouterError):
    """The advisor cannot be consulted, or no consulted advisor can take over the call."""

    code = "not_available"


class NotTalking(RouterError):
    """The advisor is not in that talk, or there is no talk."""

    code = "not_talking"


class NotInWrapUp(RouterError):
    """The advisor is still in the call, so there is no wrap-up to end."""

    code = "not_in_wrap_up"


class CallBackOpen(RouterError):
    """Another call-back to the number is already open."""

    code = "call_back_open"
    cap: ClassVar[Literal[""]] = ""


class CapReached(RouterError):
    """A cap on promised call-backs is reached."""

    code = "cap_reached"

    @property
    def cap(self) -> CapName:
        """The cap that was reached; the library names it right after its code."""
        return cast(CapName, str(self).split()[1])


class MemoryScarce(RouterError):
    """Valkey's memory is nearly full: new calls are refused and open calls continue."""

    code = "memory_scarce"
    retryable = True


class EpochPassed(RouterError):
    """The recovery is late: the log is already in that epoch or a later one."""

    code = "epoch_passed"


class RouterAway(RouterError):
    """Valkey cannot be reached or does not write."""

    code = "router_away"
    retryable = True
