"""Why a leg ends: causes of Q.850 and statuses of SIP, and what our port says of them. Pure.

Source: https://docs.asterisk.org/Configuration/Miscellaneous/Hangup-Cause-Mappings/ and RFC 3261 §21; what Asterisk
22 answers to an unanswered caller for each cause was measured.
"""

from telephony.port import HangupCause, LegFailure

NORMAL = 16
NO_ANSWER = 19
MEDIA_LOST = 44
"""What a leg ends with that Asterisk gives up: nothing is heard of its far end any more."""
_GONE = (408, 481)  # what an answered far end says, or is taken to say, when it does not know the call or is silent

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
    """What a phone's final status says of its leg."""
    return _FAILURES.get(status, "failed")


def timeout_failure(has_rung: bool) -> LegFailure:
    """What it means that nobody picked up before the time was over: a phone that never rang is not there."""
    return "no_answer" if has_rung else "unreachable"


def rejection_cause(status: int) -> int:
    """The cause by which Asterisk turns an unanswered caller away with this status, or with 503."""
    return _REJECTIONS.get(status, 34)


def hangup_code(cause: HangupCause) -> int:
    """The cause by which we end a leg."""
    return _REFUSALS[cause]


def hangup_cause(cause: int, status: int = 0) -> HangupCause:
    """Return why an answered leg ended by itself: its far end is gone, or as a rule somebody hung up.

    Args:
        cause: of Q.850, 0 if none is known.
        status: of SIP; of an answered leg it is that of a request within the call, as the refresh of its session.
    """
    return "media_lost" if cause == MEDIA_LOST or status in _GONE else "normal"
