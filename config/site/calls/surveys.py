"""What callers are asked after the talk, as the site says it. Pure.

Owns the shape, the bounds and the checks of these fields. It must not know how a question is asked.
"""

from collections.abc import Collection
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import KEY_PATTERN, Id, Name
from config.schema.reader import Reader
from config.site.calls.prompts import check_prompt_id

Key = Annotated[str, Meta(pattern=KEY_PATTERN)]


class SurveyQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """One question, answered by one key.

    Attributes:
        question: what the log calls it.
        name: for people, in Spanish.
        prompt: id of the prompt that asks it and says the keys.
        answers: what each key means, for people, in Spanish.
    """

    question: Id
    name: Name
    prompt: Id
    answers: dict[Key, Name]


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """The questions to whoever stays on the line when the advisor has left the talk.

    Attributes:
        lines: ids of the lines that ask them.
        begins: whenever the advisor hangs up, or only when they hand the caller to the survey, which they always may.
        attempts: how often a question is asked, until an answer of it is pressed.
        first_digit_s: seconds of silence allowed after a question.
        invite_prompt: said before the first question; it says that who does not want to answer may hang up.
        again_prompt: said before a question is asked again.
        thanks_prompt: said after the last one, and to who answers no more; the goodbye follows.
        questions: in the order in which they are asked.
    """

    lines: tuple[Id, ...]
    begins: Literal["hang_up", "transfer"] = "hang_up"
    attempts: Annotated[int, Meta(ge=1, le=3)] = 2
    first_digit_s: Annotated[float, Meta(ge=1, le=30)] = 5.0
    invite_prompt: Id
    again_prompt: Id
    thanks_prompt: Id
    questions: tuple[SurveyQuestion, ...]

    def find_question(self, question: str) -> SurveyQuestion | None:
        """The question that the log calls so, or None."""
        return next((each for each in self.questions if each.question == question), None)


def check_survey(survey: Survey, prompts: Collection[str], reader: Reader) -> None:
    """Check that a survey has questions, each once, with answers and with a prompt that exists.

    Args:
        survey: as the site says it.
        prompts: ids that prompts.yaml names.
        reader: gathers the complaints.
    """
    if not survey.questions:
        reader.complain(("survey", "questions"), "no hay ninguna pregunta; agregue al menos una o borre el archivo")
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
