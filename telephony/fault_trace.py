"""Description of an exception for the log, without personal data.

Owns the form: the exception's class and its call path. A traceback with variables, or an exception's text, may hold a
caller's number, which must not reach the log.
"""

import traceback
from pathlib import Path


def describe_fault(error: BaseException) -> dict[str, str]:
    """Return the class of an exception and its call path, outermost frame first, as fields of a log entry."""
    frames = traceback.extract_tb(error.__traceback__)
    trace = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return {"fault": type(error).__name__, "way": trace}
