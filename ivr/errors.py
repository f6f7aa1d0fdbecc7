"""Errors of this room."""

from typing import ClassVar


class IvrError(Exception):
    """Root of the errors of this room; the text is a Spanish sentence for whoever starts Atención.

    Attributes:
        code: a stable name for programs.
        retryable: whether the same request may work later.
    """

    code: ClassVar[str] = "ivr_error"
    retryable: ClassVar[bool] = False


class RenderingFailed(IvrError):
    """A sound could not be made or kept."""

    code = "rendering_failed"
    retryable = True
