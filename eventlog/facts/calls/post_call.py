"""Facts of a voice message, or of the answers of a survey, when no advisor is in the call. Pure.

They contain nothing of a message's content.
"""

from typing import Literal

from eventlog.facts.base import Fact

SurveyEnd = Literal["complete", "unanswered", "left", "failed"]
"""How a survey ended: all questions answered; one unanswered after its attempts; the caller hung up; or an error of
ours."""


class VoiceMessageBegan(Fact, frozen=True, kw_only=True):
    """The tone was played, and the caller's message is recorded from here on; the id ``recording`` names the call."""

    line: str
    recording: str


class VoiceMessageLeft(Fact, frozen=True, kw_only=True):
    """A message was left that must be attended; a recording too short to say anything is none.

    ``lasted_ms`` is the time from the tone to its end, ms.
    """

    line: str
    recording: str
    lasted_ms: int


class VoiceMessageAttended(Fact, frozen=True, kw_only=True):
    """The request of a message was filed as the petition ``ticket``; the envelope says who attended it."""

    recording: str
    ticket: str


class SurveyBegan(Fact, frozen=True, kw_only=True):
    """The conversation and the call are over, and the survey of the caller who stayed begins.

    ``advisor`` was the last one in the conversation.
    """

    line: str
    queue: str
    advisor: str


class SurveyAnswered(Fact, frozen=True, kw_only=True):
    """The caller answered a question of the site's survey with the key ``answer``.

    ``advisor`` was the last one in the conversation.
    """

    line: str
    queue: str
    advisor: str
    question: str
    answer: str


class SurveyEnded(Fact, frozen=True, kw_only=True):
    """The survey is over, and the caller has left or hears the goodbye; ``answered`` counts answered questions."""

    line: str
    queue: str
    result: SurveyEnd
    answered: int


AfterFact = VoiceMessageBegan | VoiceMessageLeft | VoiceMessageAttended | SurveyBegan | SurveyAnswered | SurveyEnded
