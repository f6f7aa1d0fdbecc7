"""Prometheus counts of access: sign-in attempts by outcome, refused requests by reason.

Owns the names. Every label is one of our stable codes, never user input. The counts start at zero with the process; the
facts are permanent and hold the users.
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
"""Start at zero, so that Prometheus sees the first event as an increase."""


@contextmanager
def count_sign_in(counts: Counter[str]) -> Iterator[None]:
    """Count a sign-in attempt by its outcome, except one that ended in a server error."""
    try:
        yield
    except ApiError as error:
        counts[f"sign_in|{error.code}"] += 1
        raise
    counts[f"sign_in|{ENTERED}"] += 1


def count_refusal(counts: Counter[str], error: ApiError) -> None:
    """Count a refused request."""
    counts[f"refused|{error.code}"] += 1
