"""Invariants of the ticket's state machine after any sequence of steps."""

from datetime import date, datetime, timedelta

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from agent_api.tickets.domain import steps, transitions
from agent_api.tickets.domain.state_machine import SYSTEM_ACTOR, apply_step, fold, possible_steps
from agent_api.tickets.domain.steps import AnyStep, File
from agent_api.tickets.domain.ticket import Actor, Ticket, TransitionResult
from tests.support.properties import examples
from tests.support.ticket_cases import ANA, ELSA, ERIK, FABIO, FLOR, MESSAGE_TICKET, NOW, PHONE_TICKET, SARA

PEOPLE = st.sampled_from([ANA, ELSA, ERIK, FLOR, FABIO, SARA, SYSTEM_ACTOR])
RESPONSES = st.sampled_from([None, "accede", "no_accede"])
FILES = st.sampled_from([None, (), ("a",), ("b", "a")])
OWNERS = st.sampled_from(["", "flor", "fabio"])
DAYS = st.dates(date(2027, 1, 13), date(2027, 3, 30))
STEPS: st.SearchStrategy[AnyStep] = st.one_of(
    st.builds(steps.Take),
    st.builds(steps.Escalate, area=st.sampled_from(["", "cartera", "juridica"]), owner=OWNERS),
    st.builds(steps.GiveBack, attachments=FILES),
    st.builds(steps.Answer, response=RESPONSES, attachments=FILES),
    st.builds(steps.Accept, response=RESPONSES, attachments=FILES),
    st.builds(steps.SendBack, owner=OWNERS),
    st.builds(steps.Typify, response=st.sampled_from(["accede", "informa"])),
    st.builds(steps.Send, attachments=FILES, undo_seconds=st.sampled_from([0, 10])),
    st.builds(steps.UndoSend),
    st.builds(steps.Note),
    st.builds(steps.Extend, until=DAYS, latest=DAYS, basis=st.just("Ley")),
    st.builds(steps.AskCompletion, complete_by=DAYS, basis=st.just("Ley")),
    st.builds(steps.Complete, completed_at=st.just(NOW), due_on=DAYS, basis=st.just("Ley")),
    st.builds(steps.Transfer, forward_by=DAYS, basis=st.just("Ley")),
    st.builds(steps.Assign, owner=st.sampled_from(["", "elsa", "erik"])),
    st.builds(
        steps.Reclassify,
        kind=st.just("solicitud"),
        theme=st.just("certificados"),
        site_version=st.just("v1"),
        legal_kind=st.sampled_from(["general", "information"]),
        due_on=DAYS,
        basis=st.just("Ley"),
        was_kind=st.just("queja"),
        was_theme=st.just("trato"),
        was_site_version=st.just("v1"),
        was_legal_kind=st.just("general"),
        was_due_on=DAYS,
    ),
    st.builds(steps.Close, tacit=st.booleans(), basis=st.just("Ley")),
    st.builds(steps.Tie, customer_ref=st.just("u1")),
    st.builds(steps.Untie, customer_ref=st.just("u1")),
    st.builds(steps.CheckMandate, result=st.sampled_from(["sufficient", "insufficient"])),
    st.builds(steps.Prioritize, reason=st.sampled_from(["minor", "journalist"])),
    st.builds(steps.Deprioritize),
    st.builds(
        steps.SetAuthorityTerm,
        authority=st.just("tutela"),
        due_at=st.just(NOW + timedelta(days=2)),
        due_on=st.just(NOW.date() + timedelta(days=2)),
        basis=st.just("Auto"),
    ),
    st.builds(steps.Link, other=st.just("2027-000002-5"), kind=st.sampled_from(["duplicate", "follow_up"])),
    st.builds(steps.Unlink, other=st.just("2027-000002-5")),
    st.builds(steps.Reopen),
    st.builds(steps.MailAccepted),
    st.builds(steps.MailReturned),
)


class Lives(RuleBasedStateMachine):
    """One ticket and all the users who might act on it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.ticket: Ticket
        self.history: list[tuple[AnyStep, str, datetime]] = []
        self.area_answer_unreviewed = False

    @initialize(filing=st.sampled_from([PHONE_TICKET, MESSAGE_TICKET]))
    def file(self, filing: File) -> None:
        """File the ticket."""
        self.ticket = transitions.file(filing, self.now).ticket
        self.history = [(filing, "ana", self.now)]

    @rule(actor=PEOPLE, step=STEPS, later=st.integers(0, 20))
    def try_step(self, actor: Actor, step: AnyStep, later: int) -> None:
        """Any user tries any step; an offered step is refused only for an invalid form."""
        self.now += timedelta(days=later)
        offered = possible_steps(self.ticket, actor)
        moved = apply_step(self.ticket, step, actor, self.now)
        if not isinstance(moved, TransitionResult):
            assert moved.text
            assert type(step) not in offered or self._is_form_wrong(step), moved
            return
        assert type(step) in offered
        assert moved.facts or isinstance(step, steps.Typify)
        self._review(step)
        self._files(step, moved.ticket)
        self.ticket = moved.ticket
        self.history.append((step, actor.user, self.now))

    def _is_form_wrong(self, step: AnyStep) -> bool:
        """Return whether the form of a step is incomplete or invalid here."""
        match step:
            case steps.Escalate(area=""):
                return self.ticket.tier == 2
            case steps.Assign(owner=""):
                return self.ticket.tier == 1
            case steps.Reclassify(legal_kind=kind):
                return self.ticket.state == "incomplete" and kind != self.ticket.legal_kind
            case steps.Prioritize(reason=reason):
                return reason == self.ticket.priority
            case steps.SetAuthorityTerm(due_at=due_at):
                return due_at <= self.now
            case steps.Close(tacit=True):
                return self.ticket.state != "incomplete" or self.now.date() <= self.ticket.due_on
            case steps.UndoSend():
                return self.ticket.undo_until is None or self.now >= self.ticket.undo_until
        return False

    def _review(self, step: AnyStep) -> None:
        """Compute independently whether an area's answer waits for its review."""
        if isinstance(step, steps.GiveBack):
            self.area_answer_unreviewed = True
        elif isinstance(step, steps.Accept | steps.SendBack | steps.Escalate | steps.Reopen):
            self.area_answer_unreviewed = False
        assert not (isinstance(step, steps.Send) and self.area_answer_unreviewed)

    def _files(self, step: AnyStep, after: Ticket) -> None:
        """Compute independently the files of the answer: the last choice, none after a reopening."""
        chosen = getattr(step, "attachments", None)
        at_once = isinstance(step, steps.Answer) and self.ticket.state == "filed"
        if isinstance(step, steps.Reopen):
            assert after.answer_attachments == ()
        elif chosen is None or at_once:
            assert after.answer_attachments == self.ticket.answer_attachments
        else:
            assert after.answer_attachments == chosen

    @invariant()
    def open_ticket_has_owner_or_inbox(self) -> None:
        """An open ticket has an owner, or is in the inbox of the written channel or of an area."""
        if self.history and self.ticket.is_open:
            inbox = self.ticket.tier == 2 or (self.ticket.tier == 3 and self.ticket.area)
            assert self.ticket.owner or inbox

    @invariant()
    def it_has_a_last_day(self) -> None:
        """A ticket always has a last day and its legal basis."""
        if self.history:
            assert isinstance(self.ticket.due_on, date)
            assert self.ticket.basis

    @invariant()
    def history_is_complete(self) -> None:
        """Replaying the stored steps gives the ticket, and each step adds one version."""
        if self.history:
            stored = [(steps.decode_step(msgspec.json.encode(step)), user, at) for step, user, at in self.history]
            assert fold(stored) == self.ticket
            assert self.ticket.version == len(self.history)

    @invariant()
    def the_tier_is_that_of_the_state(self) -> None:
        """The tier agrees with the state and the owner."""
        if self.history:
            tiers = {"filed": 1, "in_area": 3, "closed": self.ticket.tier}
            assert self.ticket.tier == tiers.get(self.ticket.state, 2)
            assert (self.ticket.state == "closed") == (self.ticket.outcome is not None)


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=examples(150), stateful_step_count=40, deadline=None)
