"""The survey of callers after the conversation, as the site says. Pure."""

from collections.abc import Collection
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import KEY_PATTERN, Id, Name
from config.schema.reader import Reader
from config.site.calls.prompts import check_prompt_id

Key = Annotated[str, Meta(pattern=KEY_PATTERN)]


class SurveyQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question: its name in the log, the prompt that asks it and says the keys, and what each key means."""

    question: Id
    name: Name
    prompt: Id
    answers: dict[Key, Name]


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """The questions for callers who stay on the line after the advisor leaves.

    Attributes:
        begins: whenever the advisor hangs up, or only when they transfer the caller to the survey, which is always
            possible.
        attempts: how often to ask a question until a valid key is pressed.
        first_digit_s: seconds of silence allowed after a question.
        invite_prompt: before the first question; it says that a caller who does not want to answer may hang up.
        again_prompt: before a repeated question.
        thanks_prompt: after the last question or the last attempt; the goodbye follows.
        minimum_answers: fewer answers to a question say nothing about an advisor and are not shown.
    """

    lines: tuple[Id, ...]
    begins: Literal["hang_up", "transfer"] = "hang_up"
    attempts: Annotated[int, Meta(ge=1, le=3)] = 2
    first_digit_s: Annotated[float, Meta(ge=1, le=30)] = 5.0
    minimum_answers: Annotated[int, Meta(ge=1, le=1000)] = 5
    invite_prompt: Id
    again_prompt: Id
    thanks_prompt: Id
    questions: tuple[SurveyQuestion, ...]

    def find_question(self, question: str) -> SurveyQuestion | None:
        """Return the question with this name in the log, or None."""
        return next((each for each in self.questions if each.question == question), None)


def check_survey(survey: Survey, prompts: Collection[str], reader: Reader) -> None:
    """Check that a survey has questions without repetition, each with answers and an existing prompt."""
    if not survey.questions:
        reader.complain(
            ("survey", "questions"), "no hay ninguna pregunta; agregue al menos una o borre esta parte del sitio"
        )
    seen: set[str] = set()
    for index, question in enumerate(survey.questions):
        path = ("survey", "questions", str(index))
        if not question.answers:
            reader.complain((*path, "answers"), "la pregunta no tiene respuestas; agregue al menos una")
        if question.question in seen:
            reader.complain(
                (*path, "question"), f"la pregunta «{question.question}» está dos veces; cámbiele el nombre"
            )
        seen.add(question.question)
        check_prompt_id(question.prompt, prompts, (*path, "prompt"), reader)
