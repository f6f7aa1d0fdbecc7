"""Faults of ours, told to the log without what they were about.

Owns how a fault is described: its kind and its way through the code. A traceback with the values of variables, or the
text of an exception, may hold a caller's number; the log must not.
"""

import traceback
from pathlib import Path


def describe_fault(error: BaseException) -> dict[str, str]:
    """The kind of a fault, and where it happened, outermost first; for a log entry."""
    frames = traceback.extract_tb(error.__traceback__)
    trace = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return {"fault": type(error).__name__, "way": trace}
