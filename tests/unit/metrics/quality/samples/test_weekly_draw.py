"""Any history of a week gives a draw that anybody can repeat, and the audit names each change of it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.facts import (
    Envelope,
    SampleDrawn,
    SampleItemDrawn,
    SampleItemReplaced,
    SampleStratumDrawn,
)
from eventlog.facts.quality.sample import SampleChannel
from eventlog.folds.call_record import CallRecord, apply
from eventlog.journal.chain import ChainedRow
from eventlog.journal.codec import canonical_bytes
from metrics.quality.sample_size import sample_size
from metrics.quality.samples.weekly_draw import requirement_of
from tests.support.facts.sample_weeks import (
    DRAWS_AT,
    REVEAL_BY,
    WEEK,
    DatedFact,
    WeekHistory,
    audit_of,
    call,
    chained,
    envelopes_of,
    histories,
    plan,
    seed_facts,
    with_draw,
)

CHANGED = {
    "2026-W47": "2026-W48",
    "phone": "written",
    "written": "phone",
    "head": "unrevealed",
    "unrevealed": "head",
    "committed": "head",
}
DRAW_FACTS = SampleDrawn | SampleStratumDrawn | SampleItemDrawn | SampleItemReplaced


def answered_calls(envelopes: Iterable[Envelope]) -> dict[str, tuple[str, str]]:
    """Return line and advisor of each answered call of the week, by the records that every report reads."""
    records: dict[str, CallRecord | None] = {}
    for each in envelopes:
        if each.call_id:
            records[each.call_id] = apply(records.get(each.call_id), each)
    return {
        call_id: (record.line, record.advisor)
        for call_id, record in records.items()
        if record and record.advisor and not record.set_aside and WEEK.begins <= record.arrived_at < WEEK.ends
    }


def other(value: Any) -> Any:
    """Return another value of the same kind."""
    if isinstance(value, int):
        return value + 1
    return CHANGED.get(value) or f"{'0' if value[:1] != '0' else '1'}{value[1:]}"


def mutated(row: ChainedRow, field: str) -> ChainedRow:
    """Return a row with another value in a field of its fact, and its old hash."""
    envelope = msgspec.json.decode(row.data, type=Envelope)
    fact = msgspec.structs.replace(envelope.fact, **{field: other(getattr(envelope.fact, field))})
    data = canonical_bytes(msgspec.structs.replace(envelope, fact=fact))
    return msgspec.structs.replace(row, data=data)


def rechained(rows: list[ChainedRow]) -> list[ChainedRow]:
    """Return rows whose hashes fit their bytes, as the owner of the database could write them."""
    return chained((each.at, each.call_id, each.actor, each.fact) for each in envelopes_of(rows))


@given(histories())
def test_any_week_of_calls_gives_a_sample_within_its_strata(history: WeekHistory) -> None:
    """The sample has n different calls, each in the stratum of its record, as many of each as the facts say."""
    rows = with_draw(history, at=REVEAL_BY)
    envelopes = envelopes_of(rows)
    frame = answered_calls(envelopes)
    [drawn] = [each.fact for each in envelopes if isinstance(each.fact, SampleDrawn)]
    items = [each.fact for each in envelopes if isinstance(each.fact, SampleItemDrawn)]
    strata = [each.fact for each in envelopes if isinstance(each.fact, SampleStratumDrawn)]
    assert drawn.population == len(frame)
    least = len(strata) if history.plan.each_advisor else 0
    assert drawn.size == len(items) == max(sample_size(len(frame), requirement_of(history.plan)), least)
    assert len({each.item for each in items}) == len(items)
    assert all(frame[each.item] == (each.line, each.advisor) for each in items)
    assert Counter((each.line, each.advisor) for each in items) == Counter(
        {(each.line, each.advisor): each.size for each in strata}
    )
    assert {(each.line, each.advisor): each.population for each in strata} == Counter(frame.values())


@pytest.mark.parametrize("channel", ["phone", "written"])
@given(data=st.data())
def test_the_audit_accepts_a_draw_and_repeats_it(channel: SampleChannel, data: st.DataObject) -> None:
    """A second draw gives the same rows, and the audit finds no difference, with replacements too."""
    history = data.draw(histories(channel))
    rows = with_draw(history, at=REVEAL_BY, replace=("ana", "eva"))
    assert rows == with_draw(history, at=REVEAL_BY, replace=("ana", "eva"))
    audit = audit_of(rows, channel)
    assert audit.differences() == []
    assert len(audit.items()) == (audit.drawn.size if audit.drawn else -1)


@pytest.mark.parametrize("channel", ["phone", "written"])
@given(data=st.data())
def test_the_audit_names_each_change_of_a_fact(channel: SampleChannel, data: st.DataObject) -> None:
    """A field of any fact with another value is named, as the hash of the chain is another."""
    rows = with_draw(data.draw(histories(channel)), at=REVEAL_BY, replace=("ana", "eva"))
    index = data.draw(st.integers(0, len(rows) - 1))
    name = data.draw(st.sampled_from(envelopes_of(rows)[index].fact.__struct_fields__))
    changed = [*rows[:index], mutated(rows[index], name), *rows[index + 1 :]]
    assert (
        f"El hecho {index + 1} fue cambiado: su huella en la cadena es otra."
        in audit_of(changed, channel).differences()
    )


@given(data=st.data())
def test_the_audit_names_a_changed_draw_in_a_chain_that_was_written_again(data: st.DataObject) -> None:
    """Each field of a draw or replacement follows from the other facts, so a new chain does not hide its change."""
    rows = with_draw(data.draw(histories()), at=REVEAL_BY, replace=("ana",))
    indexes = [index for index, each in enumerate(envelopes_of(rows)) if isinstance(each.fact, DRAW_FACTS)]
    index = data.draw(st.sampled_from(indexes))
    fact = envelopes_of(rows)[index].fact
    name = data.draw(st.sampled_from([each for each in fact.__struct_fields__ if each != "reason"]))
    changed = rechained([*rows[:index], mutated(rows[index], name), *rows[index + 1 :]])
    assert audit_of(changed, "phone").differences() != []


@given(data=st.data())
def test_the_audit_names_a_draw_without_one_of_its_facts(data: st.DataObject) -> None:
    """A fact of the draw that is not there is missed."""
    rows = with_draw(data.draw(histories()), at=REVEAL_BY)
    indexes = [
        index
        for index, each in enumerate(envelopes_of(rows))
        if isinstance(each.fact, SampleDrawn | SampleStratumDrawn | SampleItemDrawn)
    ]
    index = data.draw(st.sampled_from(indexes))
    assert audit_of(rechained([*rows[:index], *rows[index + 1 :]]), "phone").differences() != []


def differences_of(*facts: DatedFact, drawn_at: datetime = DRAWS_AT, channel: SampleChannel = "phone") -> list[str]:
    """Draw a planned week of some facts, and return what the audit says."""
    planned = plan(channel)
    history = WeekHistory(channel=channel, plan=planned, facts=(PLANNED, *facts))
    return audit_of(with_draw(history, at=drawn_at), channel).differences()


MONDAY = WEEK.begins + timedelta(hours=9)
PLANNED: DatedFact = (WEEK.begins, "", "system:quality", plan())


def test_an_empty_week_has_an_empty_sample() -> None:
    """Without an answered call the sample has no items, and its draw is sound."""
    assert differences_of(*call("c-1", MONDAY, advisor="")) == []


def test_a_draw_with_a_call_in_progress_is_named() -> None:
    """A call of the week that ends after the draw would have changed the frame."""
    late = call("c-1", WEEK.ends - timedelta(minutes=1), lasts=timedelta(hours=9))
    assert differences_of(*late) == ["La muestra se sorteó con llamadas de la semana todavía en curso."]


def test_a_draw_before_the_hour_of_its_plan_is_named() -> None:
    """The plan says when the sample is drawn."""
    early = DRAWS_AT - timedelta(minutes=1)
    assert differences_of(drawn_at=early) == ["La muestra se sorteó antes de la hora de su plan."]


def test_a_draw_that_did_not_wait_for_the_number_is_named() -> None:
    """A committed number is awaited until the plan's last moment."""
    committed = seed_facts(committed_at=WEEK.begins - timedelta(days=1), revealed_at=None)
    [difference] = differences_of(*committed)
    assert difference == "La muestra se sorteó sin el número comprometido antes de vencer el plazo para revelarlo."
    assert differences_of(*committed, drawn_at=REVEAL_BY) == []


def test_a_week_without_plan_or_draw_is_named() -> None:
    """The audit says what is missing."""
    rows = chained(call("c-1", MONDAY))
    assert audit_of(rows, "phone").differences() == ["No hay un plan de esa semana y ese canal en los hechos."]
    rows = chained([PLANNED, *call("c-1", MONDAY)])
    assert audit_of(rows, "phone").differences() == ["La muestra de esa semana y ese canal no se ha sorteado."]


def test_a_second_plan_and_a_second_draw_are_named() -> None:
    """A sample has one plan and one draw."""
    rows = with_draw(WeekHistory(channel="phone", plan=plan(), facts=(PLANNED,)))
    twice = chained([*((each.at, "", "x", each.fact) for each in (*envelopes_of(rows), *envelopes_of(rows)))])
    found = audit_of(twice, "phone").differences()
    assert "El hecho 2 es un segundo plan de la misma muestra." in found
    assert "El hecho 4 es un segundo sorteo de la misma muestra." in found


def test_a_replacement_out_of_order_is_named() -> None:
    """The replacement is the next of its stratum, and the replaced item is of the sample."""
    calls = [fact for number in range(500) for fact in call(f"c-{number}", MONDAY + timedelta(minutes=number))]
    history = WeekHistory(channel="phone", plan=plan(), facts=(PLANNED, *calls))
    rows = with_draw(history, replace=("ana",))
    assert audit_of(rows, "phone").differences() == []
    last = envelopes_of(rows)[-1]
    for field, sentence in (("replacement", "en el orden del sorteo le sigue"), ("item", "que no está en la muestra")):
        fact = msgspec.structs.replace(last.fact, **{field: "c-otra"})
        altered = chained(
            [*((e.at, e.call_id, e.actor, e.fact) for e in envelopes_of(rows)[:-1]), (last.at, "", "x", fact)]
        )
        [difference] = audit_of(altered, "phone").differences()
        assert sentence in difference
