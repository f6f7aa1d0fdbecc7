"""The mapping between Q.850 causes, SIP statuses and the causes of our port. Pure.

Source: https://docs.asterisk.org/Configuration/Miscellaneous/Hangup-Cause-Mappings/ and RFC 3261 §21; the status that
Asterisk 22 sends to an unanswered caller for each cause was measured.
"""

from telephony.port import HangupCause, LegFailure

NORMAL = 16
NO_ANSWER = 19
MEDIA_LOST = 44
"""The cause of a leg that Asterisk ended because no voice arrives from its far end."""
_GONE = (408, 481)  # an answered far end does not know the call, or is silent

_FAILURES: dict[int, LegFailure] = {
    **dict.fromkeys((486, 600), "busy"),
    **dict.fromkeys((403, 603, 607, 608), "declined"),
    **dict.fromkeys((408, 480), "no_answer"),
    **dict.fromkeys((404, 410, 484, 502, 503, 504, 604), "unreachable"),
    487: "cancelled",
}
_REJECTIONS = {403: 21, 404: 1, 410: 22, 480: NO_ANSWER, 484: 28, 486: 17, 500: 38, 501: 29, 503: 34, 603: NORMAL}
_REFUSALS: dict[HangupCause, int] = {
    "normal": NORMAL,
    "rejected": NORMAL,
    "busy": 17,
    "failed": 38,
    "media_lost": 38,
    "shutdown": 34,
}


def leg_failure(status: int) -> LegFailure:
    """Return the failure of a leg whose phone sent this final status."""
    return _FAILURES.get(status, "failed")


def timeout_failure(has_rung: bool) -> LegFailure:
    """Return the failure of a leg that timed out: a phone that never rang is unreachable."""
    return "no_answer" if has_rung else "unreachable"


def rejection_cause(status: int) -> int:
    """Return the cause with which Asterisk refuses an unanswered caller with this status; 503 if there is none."""
    return _REJECTIONS.get(status, 34)


def hangup_code(cause: HangupCause) -> int:
    """Return the Q.850 cause with which we end a leg."""
    return _REFUSALS[cause]


def hangup_cause(cause: int, status: int = 0) -> HangupCause:
    """Return why an answered leg ended: its far end is gone, or a party hung up.

    Args:
        cause: of Q.850, 0 if unknown.
        status: of SIP, in reply to a request within the call, such as a session refresh.
    """
    return "media_lost" if cause == MEDIA_LOST or status in _GONE else "normal"
