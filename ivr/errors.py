"""Errors of the IVR."""

from typing import ClassVar


class IvrError(Exception):
    """Base error; the text is a Spanish sentence for the person who starts Atención.

    ``code`` is stable; ``retryable`` says whether the same request may succeed later.
    """

    code: ClassVar[str] = "ivr_error"
    retryable: ClassVar[bool] = False


class RenderingFailed(IvrError):
    """A sound could not be rendered or stored."""

    code = "rendering_failed"
    retryable = True
