"""The table of SIP transactions: RFC 3261 §17, and properties of any sequence of events."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.pyvoip.sip.transactions import (
    INITIAL_STATES,
    T1_S,
    T2_S,
    T4_S,
    TABLE,
    TIMERS_BY_STATE,
    TRANSACTION_TIMEOUT_S,
    Transaction,
    TransactionAction,
    TransactionEvent,
    TransactionKind,
    TransactionState,
    begin,
    due_timer,
    step,
)

TIMERS = tuple(event for event in TransactionEvent if event.value.startswith("timer_"))


def run_timers(machine: Transaction, until_s: float) -> tuple[Transaction, list[tuple[float, TransactionAction]]]:
    """Let time pass without other events and return each action with its due time."""
    actions: list[tuple[float, TransactionAction]] = []
    while machine.next_timer_at is not None and machine.next_timer_at <= until_s:
        now = machine.next_timer_at
        event = due_timer(machine, now)
        assert event is not None
        machine, acts = step(machine, event, now)
        actions += [(now, act) for act in acts]
    return machine, actions


def after(kind: TransactionKind, *events: TransactionEvent) -> Transaction:
    """Return the machine after these events, all at time 0."""
    machine = begin(kind, 0.0)
    for event in events:
        machine, _ = step(machine, event, 0.0)
    return machine


def test_timers_a_and_b_repeat_invite() -> None:
    """Timers A and B (§17.1.1.2): at 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s; timeout at 32 s."""
    machine, actions = run_timers(begin(TransactionKind.INVITE_CLIENT, 0.0), 100.0)
    assert [at for at, act in actions if act is TransactionAction.SEND] == [0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
    assert actions[-1] == (TRANSACTION_TIMEOUT_S, TransactionAction.GIVE_UP)
    assert machine.state is TransactionState.TERMINATED


def test_another_request_is_sent_again_at_gaps_of_t2_at_most() -> None:
    """Timers E and F (§17.1.2.2): 0.5, 1.5, 3.5, 7.5, then every 4 s, until 32 s."""
    machine, actions = run_timers(begin(TransactionKind.OTHER_CLIENT, 0.0), 100.0)
    assert [at for at, act in actions if act is TransactionAction.SEND][:6] == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5]
    assert actions[-1] == (TRANSACTION_TIMEOUT_S, TransactionAction.GIVE_UP)
    assert machine.state is TransactionState.TERMINATED


def test_a_provisional_response_stops_an_invite_from_being_sent_again() -> None:
    """In ``proceeding`` an INVITE waits as long as the phone rings."""
    machine = after(TransactionKind.INVITE_CLIENT, TransactionEvent.PROVISIONAL)
    assert (machine.state, machine.next_timer_at) == (TransactionState.PROCEEDING, None)


def test_a_provisional_response_slows_another_request_down_but_does_not_save_it() -> None:
    """Timer E changes to T2, and timer F continues from the beginning (§17.1.2.2)."""
    machine = after(TransactionKind.OTHER_CLIENT, TransactionEvent.PROVISIONAL)
    _, actions = run_timers(machine, 100.0)
    assert [at for at, act in actions if act is TransactionAction.SEND][:3] == [T1_S, T1_S + T2_S, T1_S + 2 * T2_S]
    assert actions[-1] == (TRANSACTION_TIMEOUT_S, TransactionAction.GIVE_UP)


def test_first_failure_is_reported_and_acknowledged() -> None:
    """The first failure is reported and acknowledged, its repetitions only acknowledged (§17.1.1.2)."""
    machine, first = step(begin(TransactionKind.INVITE_CLIENT, 0.0), TransactionEvent.FAILURE, 0.0)
    machine, second = step(machine, TransactionEvent.FAILURE, 1.0)
    assert (first, second) == (
        (TransactionAction.ACKNOWLEDGE, TransactionAction.DELIVER),
        (TransactionAction.ACKNOWLEDGE,),
    )
    assert machine.next_timer_at == 32.0


def test_user_acknowledges_each_repeated_200() -> None:
    """The user acknowledges each repeated 200 (§13.2.2.4)."""
    machine = after(TransactionKind.INVITE_CLIENT, TransactionEvent.SUCCESS)
    assert step(machine, TransactionEvent.SUCCESS, 1.0)[1] == (TransactionAction.DELIVER,)


def test_timers_g_h_and_i_repeat_refusal() -> None:
    """Timers G and H (§17.2.1), then I absorbs further ACKs."""
    machine = after(TransactionKind.INVITE_SERVER, TransactionEvent.FAILURE)
    _, actions = run_timers(machine, 100.0)
    assert [at for at, act in actions if act is TransactionAction.SEND][:5] == [0.5, 1.5, 3.5, 7.5, 11.5]
    confirmed, _ = step(machine, TransactionEvent.ACK, 0.1)
    assert confirmed.state is TransactionState.CONFIRMED
    assert confirmed.next_timer_at == pytest.approx(0.1 + T4_S)
    assert run_timers(confirmed, 100.0)[1] == []


def test_a_repeated_invite_gets_the_last_response_and_changes_nothing() -> None:
    """Before the answer the 100 is repeated; after a 200 nothing is, because the 200 repeats itself (RFC 6026 §7.1)."""
    proceeding = after(TransactionKind.INVITE_SERVER, TransactionEvent.PROVISIONAL)
    accepted = after(TransactionKind.INVITE_SERVER, TransactionEvent.SUCCESS)
    assert step(proceeding, TransactionEvent.REQUEST, 0.0) == (proceeding, (TransactionAction.SEND,))
    assert step(accepted, TransactionEvent.REQUEST, 0.0) == (accepted, ())


def test_gaps_grow_from_t1_to_t2_and_repetition_ends_after_64_t1() -> None:
    """The gaps grow from T1 to T2, and repetition ends after 64 · T1 (§13.3.1.4)."""
    _, actions = run_timers(begin(TransactionKind.ANSWER, 0.0), 100.0)
    assert [at for at, act in actions if act is TransactionAction.SEND][:5] == [0.5, 1.5, 3.5, 7.5, 11.5]
    assert actions[-1] == (TRANSACTION_TIMEOUT_S, TransactionAction.GIVE_UP)
    machine, acts = step(begin(TransactionKind.ANSWER, 0.0), TransactionEvent.ACK, 0.2)
    assert (machine.state, acts) == (TransactionState.TERMINATED, (TransactionAction.DELIVER,))


def test_a_served_request_is_answered_again_when_it_is_repeated_for_32_s() -> None:
    """Timer J (§17.2.2)."""
    machine = after(TransactionKind.OTHER_SERVER, TransactionEvent.SUCCESS)
    assert step(machine, TransactionEvent.REQUEST, 1.0)[1] == (TransactionAction.SEND,)
    assert machine.next_timer_at == TRANSACTION_TIMEOUT_S


def test_state_that_can_leave_only_by_timers_has_one_running() -> None:
    """A state that can leave only by timers has one running, so no machine is kept for ever."""
    for (kind, state), rows in TABLE.items():
        ways_out = {event for event, (to, _) in rows.items() if to is not state}
        if ways_out <= set(TIMERS):
            assert TIMERS_BY_STATE.get((kind, state)), (kind, state)


def test_every_row_leads_to_a_state_of_the_table_or_to_the_end() -> None:
    """Each row leads to a state or to the end, and each state can be reached from the first."""
    for (kind, _), rows in TABLE.items():
        for to, _ in rows.values():
            assert to is TransactionState.TERMINATED or (kind, to) in TABLE
    for kind, first in INITIAL_STATES.items():
        reached, waiting = {first}, [first]
        while waiting:
            for to, _ in TABLE.get((kind, waiting.pop()), {}).values():
                if to not in reached:
                    reached.add(to)
                    waiting.append(to)
        assert {state for row_kind, state in TABLE if row_kind is kind} <= reached


@given(
    st.sampled_from(TransactionKind),
    st.lists(st.tuples(st.sampled_from(TransactionEvent), st.floats(0, 40)), max_size=60),
)
def test_no_course_of_events_breaks_a_machine(
    kind: TransactionKind, course: list[tuple[TransactionEvent, float]]
) -> None:
    """Only named timers run, none is overdue at its start, the end is final, and a misfit changes nothing."""
    machine, now = begin(kind, 0.0), 0.0
    for event, pause_s in course:
        now += pause_s
        fits = event in TABLE.get((kind, machine.state), {})
        following, acts = step(machine, event, now)
        assert fits or (following, acts) == (machine, ())
        assert {timer for timer, _ in following.timers} == set(TIMERS_BY_STATE.get((kind, following.state), ()))
        started = set(following.timers) - set(machine.timers)
        assert all(at > now for _, at in started)
        if machine.state is TransactionState.TERMINATED:
            assert following.state is TransactionState.TERMINATED
        machine = following


@given(st.sampled_from(TransactionKind), st.lists(st.sampled_from(TransactionEvent), max_size=20))
def test_left_alone_every_machine_but_one_that_waits_for_its_user_ends(
    kind: TransactionKind, course: list[TransactionEvent]
) -> None:
    """After any events, time alone ends the machine within two minutes, unless it waits for a final response."""
    machine = begin(kind, 0.0)
    for event in course:
        machine, _ = step(machine, event, 0.0)
    machine, _ = run_timers(machine, 120.0)
    assert machine.state is TransactionState.TERMINATED or machine.state in (
        TransactionState.PROCEEDING,
        TransactionState.TRYING,
    )
    assert machine.next_timer_at is None


@given(st.sampled_from(TransactionKind), st.lists(st.sampled_from(TransactionEvent), max_size=20))
def test_client_gets_at_most_one_final_failure_or_timeout_and_never_both(
    kind: TransactionKind, course: list[TransactionEvent]
) -> None:
    """A client gets at most one final failure or timeout, and never both."""
    machine, outcomes = begin(kind, 0.0), 0
    for event in course:
        machine, acts = step(machine, event, 0.0)
        final = event is TransactionEvent.FAILURE or (
            event is TransactionEvent.SUCCESS and kind is TransactionKind.OTHER_CLIENT
        )
        outcomes += acts.count(TransactionAction.GIVE_UP) + (acts.count(TransactionAction.DELIVER) if final else 0)
    assert outcomes <= 1
