"""Each value of a served vocabulary has one label, and no second table defines it."""

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest

from agent_api.access.permissions import Role
from agent_api.access_log.domain.movements import MOVEMENTS, AccessChannel, AccessKind
from agent_api.access_reviews.domain.account_findings import AccountFinding
from agent_api.access_reviews.domain.state_machine import ReviewState
from agent_api.access_reviews.schemas import ExecutionState
from agent_api.calls.domain.summary import WAIT_RESULTS
from agent_api.calls.schemas import CallColumn
from agent_api.customer_timeline.domain.merge import EVENT_KINDS
from agent_api.customers.domain.record import ContactChannel
from agent_api.identity.domain.attempts import Result
from agent_api.kit import labels
from agent_api.labels.export_sample import render_sample_labels
from agent_api.labels.schemas import labels_of
from agent_api.labels.vocabularies import VOCABULARIES
from agent_api.large_clients.novelties.schemas import NoveltyColumn
from agent_api.large_clients.register.domain.client import COMPARED
from agent_api.mail import letter_service
from agent_api.mail.domain.stored_message import MessageState
from agent_api.mandates.domain.state import MandateState
from agent_api.quality.calibrations.domain.state_machine import CalibrationAct, CalibrationState
from agent_api.quality.coaching.domain.state_machine import Act as CoachingAct
from agent_api.quality.coaching.domain.state_machine import State as CoachingState
from agent_api.quality.evaluations.domain.evaluation import State as EvaluationState
from agent_api.quality.evaluations.domain.state_machine import Act
from agent_api.quality.findings.domain.deadline import FindingStanding
from agent_api.quality.findings.schemas import FindingColumn
from agent_api.quality.visits.domain.visit import VisitAnswer, VisitState
from agent_api.recordings import queries as recordings
from agent_api.reports.findings.domain.progress import FindingReportState
from agent_api.reports.log_reviews.domain.comparison import DiscrepancyKind
from agent_api.staff.domain.history import Cause, Ending, Standing
from agent_api.staff.domain.import_plan import Effect
from agent_api.staff.schemas import AccountState, StaffColumn
from agent_api.tickets.domain import steps
from agent_api.tickets.domain.ticket import State as TicketState
from agent_api.tickets.lists.schemas import TicketColumn
from agent_api.tickets.queries.filters import Inbox
from agent_api.tickets.step_schemas import CloseForm
from agent_api.training.domain.validity import StandingState
from agent_api.training.proposals.store import ProposalState
from agent_api.training.schemas import TrainingChannel
from call_router.acts import CardStage
from config.law.terms import Color
from config.schema.fields import ContingencyMode
from config.site.oversight.indicators import Denominator, Sense
from config.site.quality.vocabulary import Family
from eventlog.facts import AdvisorState, Outcome
from eventlog.facts.access_review import ReviewDecision
from eventlog.facts.calls.contingency import ContingencyEnd
from eventlog.facts.calls.post_call import SurveyEnd
from eventlog.facts.calls.recording import PauseReason
from eventlog.facts.calls.supervision import SupervisionMode
from eventlog.facts.customers.lookup import LookupResult
from eventlog.facts.customers.speaker import MandateCoverage, SpeakerKind
from eventlog.facts.incident import IncidentKind, IncidentSource
from eventlog.facts.large_client import LargeClientState, NoveltyAct, NoveltyKind, NoveltySource, NoveltyState
from eventlog.facts.people.roster import QueueOverrideEnd
from eventlog.facts.people.training import Attendance, ProposalSource, SessionState
from eventlog.facts.quality.calibration import CalibrationPart
from eventlog.facts.quality.evaluation import EvaluationAnswer, EvaluationChannel, EvaluationKind, Tenure
from eventlog.facts.quality.finding import FindingAct, FindingSource, FindingState
from eventlog.facts.quality.finding_report import FindingReportScope
from eventlog.facts.quality.visit import VisitMode
from eventlog.facts.tickets.ticket import Authority, Channel, LinkKind, MandateKind, PriorityReason
from eventlog.facts.tickets.ticket import Outcome as TicketOutcome
from metrics.reports.document import ReportKind
from tests.support.repository import ROOT
from tests.support.site_folders import sample_site

HISTORY_STEPS = tuple(steps.step_name(each) for each in get_args(steps.AnyStep))
STEPS_OF_PERSONS = tuple(each for each in HISTORY_STEPS if each not in ("file", "mail_accepted", "mail_returned"))
VALUES: dict[str, tuple[str, ...]] = {
    "advisor_states": get_args(AdvisorState),
    "call_stages": get_args(CardStage),
    "call_outcomes": get_args(Outcome),
    "call_outcomes_plural": get_args(Outcome),
    "wait_results": WAIT_RESULTS,
    "survey_results": get_args(SurveyEnd),
    "supervision_modes": get_args(SupervisionMode),
    "supervision_acts": get_args(SupervisionMode),
    "supervision_audiences": get_args(SupervisionMode),
    "recording_kinds": get_args(recordings.Kind),
    "recording_states": get_args(recordings.State),
    "recording_pauses": get_args(PauseReason),
    "voice_message_states": get_args(recordings.State),
    "roles": get_args(Role),
    "ticket_states": get_args(TicketState),
    "ticket_outcomes": get_args(TicketOutcome),
    "term_lights": get_args(Color),
    "channels": get_args(Channel),
    "steps": STEPS_OF_PERSONS,
    "steps_done": HISTORY_STEPS,
    "ticket_columns": get_args(TicketColumn),
    "call_columns": get_args(CallColumn),
    "link_kinds": get_args(LinkKind),
    "priority_reasons": get_args(PriorityReason),
    "authorities": get_args(Authority),
    "speaker_kinds": get_args(SpeakerKind),
    "mandate_kinds": get_args(MandateKind),
    "mandate_coverages": get_args(MandateCoverage),
    "mandate_states": tuple(filter(None, get_args(MandateState))),
    "close_reasons": get_args(CloseForm.model_fields["reason"].annotation),
    "evaluation_kinds": get_args(EvaluationKind),
    "evaluation_channels": get_args(EvaluationChannel),
    "evaluation_states": get_args(EvaluationState),
    "evaluation_answers": get_args(EvaluationAnswer),
    "evaluation_acts": get_args(Act),
    "calibration_states": get_args(CalibrationState),
    "calibration_parts": get_args(CalibrationPart),
    "calibration_acts": ("plan", *get_args(CalibrationAct)),
    "coaching_states": get_args(CoachingState),
    "coaching_acts": ("propose", *get_args(CoachingAct)),
    "coaching_acts_done": ("propose", *get_args(CoachingAct)),
    "tenures": get_args(Tenure),
    "error_families": get_args(Family),
    "access_kinds": get_args(AccessKind),
    "access_channels": get_args(AccessChannel),
    "access_movements": MOVEMENTS,
    "access_discrepancies": get_args(DiscrepancyKind),
    "identity_check_results": get_args(Result),
    "finding_sources": get_args(FindingSource),
    "finding_states": get_args(FindingState),
    "finding_acts": get_args(FindingAct),
    "finding_acts_done": ("record", *get_args(FindingAct)),
    "finding_standings": get_args(FindingStanding),
    "finding_columns": get_args(FindingColumn),
    "staff_standings": get_args(Standing),
    "staff_accounts": get_args(AccountState),
    "staff_causes": get_args(Cause),
    "staff_endings": tuple(each for each in get_args(Ending) if each),
    "staff_effects": get_args(Effect),
    "staff_columns": get_args(StaffColumn),
    "visit_modes": get_args(VisitMode),
    "visit_states": get_args(VisitState),
    "visit_answers": get_args(VisitAnswer),
    "finding_report_scopes": get_args(FindingReportScope),
    "finding_report_states": get_args(FindingReportState),
    "large_client_states": get_args(LargeClientState),
    "large_client_fields": COMPARED,
    "novelty_kinds": get_args(NoveltyKind),
    "novelty_sources": get_args(NoveltySource),
    "novelty_states": get_args(NoveltyState),
    "queue_override_ends": get_args(QueueOverrideEnd),
    "contingency_modes": get_args(ContingencyMode),
    "contingency_ends": get_args(ContingencyEnd),
    "novelty_acts": get_args(NoveltyAct),
    "novelty_acts_done": ("record", *get_args(NoveltyAct)),
    "novelty_columns": get_args(NoveltyColumn),
    "training_session_states": get_args(SessionState),
    "training_attendance": get_args(Attendance),
    "training_standings": get_args(StandingState),
    "training_proposal_sources": get_args(ProposalSource),
    "training_proposal_states": get_args(ProposalState),
    "training_channels": get_args(TrainingChannel),
    "account_findings": get_args(AccountFinding),
    "access_review_states": get_args(ReviewState),
    "access_review_decisions": get_args(ReviewDecision),
    "access_review_executions": get_args(ExecutionState),
    "inboxes": get_args(Inbox),
    "inbox_contents": get_args(Inbox),
    "lookup_results": get_args(LookupResult),
    "letter_states": get_args(letter_service.State),
    "contact_channels": get_args(ContactChannel),
    "customer_events": EVENT_KINDS,
    "incident_kinds": get_args(IncidentKind),
    "incident_sources": get_args(IncidentSource),
    "report_kinds": get_args(ReportKind),
    "denominators": get_args(Denominator),
    "target_senses": get_args(Sense),
}
"""The values of each served vocabulary, as their type has them."""
OPEN = {"actors", "call_ends", "customer_fields", "pauses"}
"""Vocabularies whose names no type lists."""
SOURCES = {
    "agent_api/kit/labels.py",
    "metrics/reports/layouts.py",
    "metrics/reports/sections/figures.py",
    "web/src/api/schema.d.ts",
}
"""Files whose tables are the labels themselves, or are generated from them."""
OTHER_TEXTS = {
    "agent_api/tickets/status/domain/summary.py": "the state of a petition as it is read to its petitioner",
    "agent_api/access_reviews/sentences.py": "what was decided about an account, as a part of a sentence",
    "web/src/features/access-reviews/ui/tags.tsx": "colours of tags",
    "web/src/features/access-reviews/ui/dialogs.tsx": "what was just decided, as a part of a sentence",
    "agent_api/customer_timeline/domain/descriptions.py": "the result of a check, as a sentence",
    "agent_api/quality/calibrations/domain/state_machine.py": "what a refused act says of a calibration's state",
    "agent_api/quality/calibrations/sentences.py": "the part of a person in a calibration, as a part of a sentence",
    "agent_api/quality/coaching/domain/state_machine.py": "what a refused act says of a coaching's state",
    "agent_api/quality/evaluations/domain/state_machine.py": "what a refused act says of an evaluation's state",
    "agent_api/quality/findings/domain/state_machine.py": "what a refused act says of a finding's state",
    "metrics/reports/training.py": "the groups and standings of a report, as headings",
    "web/src/features/training/model/labels.ts": "colours of tags",
    "web/src/features/help/model/audiences.ts": "readers of a guide, as its table of contents names them",
    "agent_api/quality/findings/sentences.py": "what was done with a finding, as a sentence",
    "agent_api/reports/findings/domain/progress.py": "what a refused step says of a report's state",
    "web/src/features/quality/model/findings.ts": "what an act asks for, and what was just done",
    "agent_api/large_clients/novelties/domain/state_machine.py": "what a refused act says of a novelty's state",
    "web/src/features/large-clients/model/novelties.ts": "what an act asks for, and what was just done",
    "agent_api/quality/samples/sentences.py": "the items of a sample, as a part of a sentence",
    "agent_api/identity/sentences.py": "who spoke and for what a mandate suffices, as a part of a sentence",
    "agent_api/tickets/domain/state_machine.py": "what a refused step says of a ticket's state",
    "agent_api/tickets/domain/message_labels.py": "sentences about paper, which name carrier and days",
    "atencion/commands/terms.py": "colours of a terminal",
    "agent_api/timeline/post_call.py": "how a survey ended, as the beginning of a sentence",
    "agent_api/timeline/recording.py": "why a recording pauses, as a sentence about its advisor",
    "web/src/features/quality/model/samples.ts": "what the sample of a channel holds, in the plural",
    "web/src/features/desk/model/call-notifications.ts": "titles of the browser's tab",
}
"""Files that map the values of a served vocabulary to something other than a label, and the reason."""
_SPANISH = re.compile(r"[A-ZÁÉÍÓÚÑ]?[a-záéíóúñü]+([ ,;:«»{}.]|$)")
"""The beginning of a text that is no identifier, path or class name."""


@pytest.mark.parametrize("name", VOCABULARIES)
def test_each_value_has_a_label(name: str) -> None:
    """A value without a label, a label without a value and an empty label all fail here."""
    assert name in VALUES or name in OPEN
    assert all(VOCABULARIES[name].values())
    if name in VALUES:
        assert set(VOCABULARIES[name]) == set(VALUES[name])


def test_labels_that_no_screen_shows_are_complete_too() -> None:
    """Mail states and channel phrases have complete labels, because their callers look them up without a default."""
    assert set(labels.MAIL_STATES) == set(get_args(MessageState))
    assert set(labels.CHANNEL_PHRASES) == set(get_args(Channel))


def test_the_document_names_the_lines_of_the_site() -> None:
    """The document lists each line with its id, name and numbers, in the site's order."""
    site = sample_site()
    lines = labels_of(site).lines
    assert [(each.id, each.name) for each in lines] == [(line.id, line.name) for line in site.lines.values()]
    assert lines[0].numbers == ["6015550100"]


def test_a_label_within_a_sentence_begins_small() -> None:
    """A label inside a sentence begins with a lower-case letter; the rest stays."""
    assert labels.in_sentence("Fuera de turno") == "fuera de turno"
    assert labels.in_sentence("") == ""


def test_the_labels_of_the_screens_tests_are_those_of_the_api() -> None:
    """The generated file has today's labels; after a label changes, `make types` regenerates it."""
    sample = ROOT / "web" / "src" / "api" / "labels.sample.json"
    assert json.loads(sample.read_text()) == json.loads(render_sample_labels())


def test_no_second_table_has_labels_of_its_own() -> None:
    """No other table in the product or the screens gives Spanish texts to all values of a served vocabulary."""
    rooms = ("agent_api", "atencion", "metrics")
    paths = [path for room in rooms for path in (ROOT / room).rglob("*.py") if _keys_of_texts(path, _python_tables)]
    screens = (path for path in (ROOT / "web" / "src").rglob("*.ts*") if ".test." not in path.name)
    paths += [path for path in screens if _keys_of_texts(path, _screen_tables)]
    names = {str(path.relative_to(ROOT)) for path in paths}
    assert names - SOURCES == OTHER_TEXTS.keys()


def _keys_of_texts(path: Path, tables: Callable[[str], Iterator[set[str]]]) -> bool:
    """Return whether a table of a file gives texts to all values of a vocabulary."""
    text = path.read_text()
    expected = [values for values in VALUES.values() if all(each in text for each in values)]
    found = list(tables(text)) if expected else []
    return any(set(values) <= keys for values in expected for keys in found)


def _python_tables(text: str) -> Iterator[set[str]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            constants = [
                (key.value, value.value)
                for key, value in pairs
                if isinstance(value, ast.Constant) and isinstance(key, ast.Constant)
            ]
            yield {str(key) for key, value in constants if _SPANISH.match(str(value))}


def _screen_tables(text: str) -> Iterator[set[str]]:
    for table in re.findall(r"\{([^{}]*)\}", text):
        yield {key for key, value in re.findall(r"(\w+): (?:t\(\s*)?[\"`]([^\"`]*)", table) if _SPANISH.match(value)}
