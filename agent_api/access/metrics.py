"""What the door counts for Prometheus: attempts to enter by how they ended, requests refused by why.

Owns the names. Every label is one of our own stable codes: what somebody typed never becomes one. The counts are of
this process and begin at nothing with it; facts tell who it was, and outlive it.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from agent_api.access.monitor_access import MonitorsOnly
from agent_api.access.principal import CsrfHeaderMissing, Forbidden, PasswordChangeDue, SecondFactorDue, SessionRequired
from agent_api.kit.errors import ApiError, BodyTooLarge, TooManyRequests

ENTERED = "entered"
SIGN_INS = (ENTERED, "credentials_wrong", "locked_out", "otp_required", "otp_wrong", "sign_in_busy")
REFUSALS = tuple(
    each.code
    for each in (
        *(BodyTooLarge, CsrfHeaderMissing, Forbidden, MonitorsOnly),
        *(PasswordChangeDue, SecondFactorDue, SessionRequired, TooManyRequests),
    )
)
INITIAL_COUNTS = {f"sign_in|{each}": 0 for each in SIGN_INS} | {f"refused|{each}": 0 for each in REFUSALS}
"""So that the first one is seen as an increase."""


@contextmanager
def count_sign_in(counts: Counter[str]) -> Iterator[None]:
    """Count an attempt to enter, by its end; one that a server's fall cut short is none."""
    try:
        yield
    except ApiError as error:
        counts[f"sign_in|{error.code}"] += 1
        raise
    counts[f"sign_in|{ENTERED}"] += 1


def count_refusal(counts: Counter[str], error: ApiError) -> None:
    """Count a request that was not let in, or not allowed what it asked."""
    counts[f"refused|{error.code}"] += 1
