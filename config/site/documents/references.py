"""Which table has the ids that a field may take, so that an editor can offer them. Pure.

Owns that table only; whether an id exists is checked by `config.site.consistency` and by each noun.
"""

from collections.abc import Mapping
from typing import Final

TablePath = tuple[str, ...]
"""Path of a table in a document, e.g. ``("lookups", "connectors")``."""

_FIELDS_BY_TABLE: Final[Mapping[TablePath, str]] = {
    ("lines",): "VoiceMessages.lines Survey.lines RecordingRules.lines BranchCase.line Scenario.line",
    ("menus",): "Line.menu Option.menu StepTarget.menu ChosenOption.menu Expectations.menu",
    ("steps",): "Option.step StepTarget.step LookupResult.step MenuLookup.inputs Scenario.lookups",
    ("queues",): (
        "Menu.fallback_queue Option.queue StepTarget.queue QueueLoad.queue OverflowTarget.queue SampleAdvisor.queues "
        "SampleCaller.queues TrainingRules.gated_queues Expectations.queue Staffing.waiting StaffGroup.queues"
    ),
    ("calendars",): "Line.calendar CallBacks.calendar BranchCase.hours FeedbackRules.calendar",
    ("prompts",): (
        "Line.greeting Line.notice Line.closed_prompt Line.goodbye_prompt Line.apology_prompt "
        "Menu.prompt Menu.silence_prompt Menu.wrong_key_prompt Menu.fallback_prompt Option.information "
        "DigitEntry.prompt DigitEntry.silence_prompt DigitEntry.invalid_prompt MenuLookup.wait_prompt "
        "StepTarget.information Queue.wait_prompt OverflowTarget.message OverflowTarget.voice_message "
        "CallBacks.offer_prompt CallBacks.promise_prompt CallBacks.advisor_prompt CallBacks.sentences "
        "VoiceMessages.prompt VoiceMessages.thanks_prompt VoiceMessages.failed_prompt "
        "Survey.invite_prompt Survey.again_prompt Survey.thanks_prompt SurveyQuestion.prompt ApprovedMessage.prompt"
    ),
    ("pauses",): "Formula.pauses",
    ("areas",): "Branch.area MatrixRow.area Matrix.written EscalationReport.recipients",
    ("typology",): "MatrixRow.kind",
    ("indicators",): "IndicatorDefinition.continues",
    ("answers", "types"): "AnswerTemplate.type",
    ("answers", "templates"): "Branch.answers",
    ("contingency", "messages"): "Scenario.contingency",
    ("lookups", "connectors"): "Lookup.connector",
    ("practice", "customers"): "PracticeScenario.customer",
}
_TABLE_BY_FIELD: Final[Mapping[str, TablePath]] = {
    field: table for table, fields in _FIELDS_BY_TABLE.items() for field in fields.split()
}


def table_of(holder: type, field: str) -> TablePath | None:
    """Return the table whose ids a field has; None if it has none.

    A field that is a table of something other than text has them as its keys.
    """
    names = (f"{each.__name__}.{field}" for each in holder.__mro__)
    return next((_TABLE_BY_FIELD[name] for name in names if name in _TABLE_BY_FIELD), None)
