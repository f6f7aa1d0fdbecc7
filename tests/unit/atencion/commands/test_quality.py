"""`atencion quality sample` repeats a draw from sealed months, and says each difference."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from atencion.cli.app import run_cli
from eventlog.facts import PeriodClosed, SampleItemDrawn
from eventlog.journal.chain import ChainedRow
from metrics.sealed.report import VerificationReport
from tests.support.facts.sample_weeks import (
    REVEAL_BY,
    WEEK,
    DatedFact,
    WeekHistory,
    call,
    chained,
    envelopes_of,
    plan,
    with_draw,
)
from tests.support.sealed_month import DEFINITIONS, seal_rows, verify_file

CLOSING = PeriodClosed(month="2026-11", definitions=hashlib.sha256(DEFINITIONS).hexdigest())


def week_rows() -> list[ChainedRow]:
    """Return a drawn week, and the fact that closes a month."""
    calls = [fact for n in range(60) for fact in call(f"c-{n}", WEEK.begins + timedelta(hours=1, minutes=n))]
    planned: DatedFact = (WEEK.begins, "", "system:quality", plan())
    drawn = with_draw(WeekHistory(channel="phone", plan=plan(), facts=(planned, *calls)), at=REVEAL_BY)
    return closed([(each.at, each.call_id, each.actor, each.fact) for each in envelopes_of(drawn)])


def closed(facts: Sequence[DatedFact]) -> list[ChainedRow]:
    """Return facts as rows, with the fact that closes the month."""
    return chained([*facts, (REVEAL_BY + timedelta(days=9), "", "user:coco", CLOSING)])


def seal(folder: Path, name: str, rows: Sequence[ChainedRow], **more: object) -> str:
    """Write rows as a sealed month, and return its path."""
    file = folder / name
    pairs = [(each.id, row.data) for each, row in zip(envelopes_of(rows), rows, strict=True)]
    file.write_bytes(seal_rows(pairs, **more))  # type: ignore[arg-type]
    return str(file)


def verify(*files: str, week: str = str(WEEK), channel: str = "phone") -> int:
    """Run the command on sealed months, and return its exit code."""
    options = [part for each in files for part in ("--sealed", each)]
    return run_cli(["quality", "sample", "--verify", week, channel, *options])


def test_a_sealed_month_gives_the_sample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command says population, size, head, seed and frame, and ends with 0."""
    assert verify(seal(tmp_path, "mes.tar", week_rows())) == 0
    output = capsys.readouterr().out
    assert "53 de 60, en 1 estratos; reemplazos: 0" in output
    assert "cabeza de la cadena sola: no hubo un número comprometido" in output
    assert output.endswith("La muestra sale de los hechos.\n")


def test_without_verify_the_items_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list has the drawn calls."""
    file = seal(tmp_path, "mes.tar", week_rows())
    assert run_cli(["quality", "sample", str(WEEK), "phone", "--sealed", file]) == 0
    assert capsys.readouterr().out.count("\n  c-") == 53


def test_a_changed_sample_is_named_although_the_month_was_sealed_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An item that was exchanged for another is missing, and the other is too many."""
    facts = [(each.at, each.call_id, each.actor, each.fact) for each in envelopes_of(week_rows())[:-1]]
    drawn = {each[3].item for each in facts if isinstance(each[3], SampleItemDrawn)}
    left = next(f"c-{n}" for n in range(60) if f"c-{n}" not in drawn)
    at, call_id, actor, fact = facts[-1]
    assert isinstance(fact, SampleItemDrawn)
    facts[-1] = (at, call_id, actor, msgspec.structs.replace(fact, item=left))
    assert verify(seal(tmp_path, "mes.tar", closed(facts))) == 1
    output = capsys.readouterr().out
    assert f"  · Falta en la muestra «{fact.item}», el 53.º de ana en bogota.\n" in output
    assert f"  · Sobra en la muestra «{left}», el 53.º de ana en bogota.\n" in output
    assert output.endswith("La muestra NO sale de los hechos.\n")


def test_a_week_that_crosses_two_months_needs_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second month continues the first; alone it has no plan, and in the wrong order they are no chain."""
    rows = week_rows()
    half = len(rows) // 3
    first, second = seal(tmp_path, "uno.tar", rows[:half]), seal(tmp_path, "dos.tar", rows, skip=half)
    assert verify(first, second) == 0
    capsys.readouterr()
    assert verify(second) == 1
    assert "No hay un plan de esa semana y ese canal en los hechos." in capsys.readouterr().out
    assert verify(second, first) == 1
    assert "Los meses no son seguidos" in capsys.readouterr().err


def test_bad_input_ends_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unknown weeks and channels, files that are not there, and files that are no sealed month."""
    noise = tmp_path / "ruido.tar"
    noise.write_bytes(b"nada")
    for files, options, sentence in (
        (("x",), {"week": "2026-W54"}, "«2026-W54» no es una semana: escríbala como 2026-W47."),
        (("x",), {"channel": "chat"}, "«chat» no es un canal: escriba phone o written."),
        ((str(tmp_path / "nada.tar"),), {}, "No se puede leer"),
        ((str(noise),), {}, "Compruebe cada archivo con atencion verify."),
    ):
        assert verify(*files, **options) == 1
        assert sentence in capsys.readouterr().err


def report_of(rows: Sequence[ChainedRow]) -> VerificationReport:
    """Verify a sealed month as `atencion verify` does."""
    pairs = [(each.id, row.data) for each, row in zip(envelopes_of(rows), rows, strict=True)]
    return verify_file(seal_rows(pairs))


def test_the_verification_of_a_month_repeats_its_samples() -> None:
    """A sample of another item is named, although chain and signature fit."""
    rows = week_rows()
    report = report_of(rows)
    [sound] = [each for each in report.items if each.name == "samples"]
    assert (sound.verdict, sound.checked, report.sound) == ("sound", 1, True)
    facts = [(each.at, each.call_id, each.actor, each.fact) for each in envelopes_of(rows)[:-1]]
    at, call_id, actor, fact = facts[-1]
    assert isinstance(fact, SampleItemDrawn)
    facts[-1] = (at, call_id, actor, msgspec.structs.replace(fact, item="c-otra"))
    report = report_of(closed(facts))
    [wrong] = [each for each in report.items if each.name == "samples"]
    assert (wrong.verdict, report.sound) == ("wrong", False)
    assert wrong.findings[0].sentence == (
        f"Muestra 2026-W47: Falta en la muestra «{fact.item}», el 53.º de ana en bogota."
    )
