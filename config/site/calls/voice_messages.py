"""Voice messages of callers, as the site says; `config.site.calls.recordings` says how long they are kept. Pure."""

from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import Id

TONE = "tono.mensaje"
"""Key of the built-in tone that precedes the recording of a message."""


class VoiceMessages(msgspec.Struct, frozen=True, kw_only=True):
    """How callers leave a message: on a closed line, or after a queue's overflow.

    Attributes:
        lines: ids of the lines that offer it when they are closed.
        least_s: a shorter recording counts as silence, seconds; within this time a gateway reports that it cannot
            record.
        prompt: before the tone: that the message is recorded and why, its maximum length, and how to end it.
        notice_version: version of that prompt's text, which is the notice of recording and data treatment.
        thanks_prompt: after a message, with what happens next.
        failed_prompt: if recording fails, with another way to reach the entity.
    """

    lines: tuple[Id, ...]
    most_s: Annotated[int, Meta(ge=10, le=600)] = 120
    least_s: Annotated[int, Meta(ge=2, le=10)] = 2
    prompt: Id
    notice_version: Annotated[str, Meta(min_length=1, max_length=40)]
    thanks_prompt: Id
    failed_prompt: Id
