"""Why a leg ends: causes of Q.850 and statuses of SIP, and what our port says of them. Pure.

Source: https://docs.asterisk.org/Configuration/Miscellaneous/Hangup-Cause-Mappings/ and RFC 3261 §21; what Asterisk
22 answers to an unanswered caller for each cause was measured.
"""

from telephony.port import HangupCause, LegFailure

NORMAL = 16
NO_ANSWER = 19
_MEDIA_LOST = 44

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


def failure_of(status: int) -> LegFailure:
    """What a phone's final status says of its leg."""
    return _FAILURES.get(status, "failed")


def failure_in_time(rang: bool) -> LegFailure:
    """What it means that nobody picked up before the time was over: a phone that never rang is not there."""
    return "no_answer" if rang else "unreachable"


def rejection_cause(status: int) -> int:
    """The cause by which Asterisk turns an unanswered caller away with this status, or with 503."""
    return _REJECTIONS.get(status, 34)


def cause_of(cause: HangupCause) -> int:
    """The cause by which we end a leg."""
    return _REFUSALS[cause]


def hangup_of(cause: int) -> HangupCause:
    """What the cause of a leg that ended by itself means: most of all that somebody hung up."""
    return "media_lost" if cause == _MEDIA_LOST else "normal"
