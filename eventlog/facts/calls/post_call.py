"""Facts of what callers say when nobody talks with them: a voice message, or the answers of a survey. Pure.

Owns these kinds of facts; `eventlog.facts` joins them to the vocabulary. Of what a message says they hold nothing.
"""

from typing import Literal

from eventlog.facts.base import Fact

SurveyEnd = Literal["complete", "unanswered", "left", "failed"]
"""Every question was answered; one was not, after its attempts; the caller hung up; something of ours failed."""


class VoiceMessageBegan(Fact, frozen=True, kw_only=True):
    """The tone was heard, and what the caller says is recorded from here on.

    Attributes:
        recording: its id, which names the call.
    """

    line: str
    recording: str


class VoiceMessageLeft(Fact, frozen=True, kw_only=True):
    """A message was left that somebody has to attend; one that is too short to say anything is none.

    Attributes:
        lasted_ms: from the tone to its end, ms.
    """

    line: str
    recording: str
    lasted_ms: int


class VoiceMessageAttended(Fact, frozen=True, kw_only=True):
    """What a message asks for was filed as a petition; the envelope says by whom it was attended.

    Attributes:
        ticket: the filing number.
    """

    recording: str
    ticket: str


class SurveyBegan(Fact, frozen=True, kw_only=True):
    """The talk is over and the call with it, and the caller who stayed is asked about it.

    Attributes:
        advisor: who talked last.
    """

    line: str
    queue: str
    advisor: str


class SurveyAnswered(Fact, frozen=True, kw_only=True):
    """The caller answered a question.

    Attributes:
        advisor: who had talked last.
        question: its id in the site's survey.
        answer: the key that was pressed.
    """

    line: str
    queue: str
    advisor: str
    question: str
    answer: str


class SurveyEnded(Fact, frozen=True, kw_only=True):
    """Nothing more is asked, and the caller is gone or hears the goodbye.

    Attributes:
        answered: how many questions were answered.
    """

    line: str
    queue: str
    result: SurveyEnd
    answered: int


AfterFact = VoiceMessageBegan | VoiceMessageLeft | VoiceMessageAttended | SurveyBegan | SurveyAnswered | SurveyEnded
