"""Voice messages that callers may leave, as the site says it. Pure.

Owns the shape and the bounds of these fields. It must not know how a message is recorded; for how long it is kept is
`config.site.calls.recordings`'.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import Id

TONE = "tono.mensaje"
"""Key of the tone after which a message is recorded; it comes with Atención."""


class VoiceMessages(msgspec.Struct, frozen=True, kw_only=True):
    """How callers leave a message: where a line is closed, or where a queue's way out leads here.

    Attributes:
        lines: ids of the lines that offer it when they are closed.
        most_s: how long a message may last, seconds.
        least_s: what is shorter is silence and no message, seconds; by then a gateway has said that it cannot record.
        prompt: said before the tone: that it is recorded and what for, how long it may last, and how to end it.
        notice_version: version of that prompt's text, which is the notice of recording and data treatment.
        thanks_prompt: said when a message was left, with what becomes of it.
        failed_prompt: said when it cannot be recorded after all, with another way to be heard.
    """

    lines: tuple[Id, ...]
    most_s: Annotated[int, Meta(ge=10, le=600)] = 120
    least_s: Annotated[int, Meta(ge=2, le=10)] = 2
    prompt: Id
    notice_version: Annotated[str, Meta(min_length=1, max_length=40)]
    thanks_prompt: Id
    failed_prompt: Id
