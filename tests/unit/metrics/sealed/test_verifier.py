"""The findings of the verifier of a sealed month, and their sentences."""

import gc
import hashlib
import subprocess
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventlog.facts import Envelope
from eventlog.journal.chain import ChainLink
from metrics.sealed import manifest as names
from metrics.sealed import reader as sealed_reading
from metrics.sealed.anchors import format_anchor, read_anchors
from metrics.sealed.compression import compress
from metrics.sealed.errors import AnchorUnreadable
from metrics.sealed.manifest import Point, manifest_bytes, read_manifest
from metrics.sealed.signature import sign
from metrics.sealed.verifier import verify
from tests.support.properties import examples
from tests.support.sealed_month import (
    KEY,
    OTHER_KEY,
    EndedCalls,
    chain_heads,
    closed_facts,
    facts,
    facts_in,
    parts_in,
    results_in,
    rows,
    seal_rows,
    verify_file,
    with_changed_facts,
    with_changed_parts,
    with_changed_results,
)

ROWS = rows(closed_facts(*facts(20)))
FILE = seal_rows(ROWS, skip=4)
"""Rows 5 to 40 are of calls, 41 closes the month."""
PUBLIC = KEY.public_key().public_bytes_raw()
HEADS = chain_heads(ROWS)


def finding_sentences(file: bytes, **options: object) -> list[str]:
    """Return the findings about a file as sentences."""
    return [finding.sentence for finding in verify_file(file, **options).findings]  # type: ignore[arg-type]


def test_a_file_as_it_was_made_is_sound() -> None:
    """For an unchanged file every check passes, with its numbers."""
    report = verify_file(FILE, key=PUBLIC, anchors=[HEADS[10], HEADS[41]])
    assert [(item.name, item.verdict, item.checked) for item in report.items] == [
        ("container", "sound", 7),
        ("signature", "sound", 1),
        ("parts", "sound", 5),
        ("chain", "sound", 37),
        ("closing", "sound", 1),
        ("limits", "sound", 0),
        ("samples", "sound", 0),
        ("figures", "sound", 3),
        ("anchors", "sound", 2),
    ]
    assert report.sound
    assert (report.first, report.last, report.month, report.head) == (5, 41, "2026-11", HEADS[41].hash.hex())


def test_a_file_is_the_same_bytes_whenever_it_is_made() -> None:
    """The same facts, definitions and key give the same bytes."""
    assert seal_rows(ROWS, skip=4) == FILE


def test_consistent_file_without_key_or_anchor_may_be_another() -> None:
    """Without key or anchor a consistent file may still be another one than was sealed."""
    report = verify_file(FILE)
    notes = {item.name: (item.verdict, item.note) for item in report.items if item.note}
    assert report.sound
    assert notes["signature"][0] == "sound"
    assert "--key" in notes["signature"][1]
    assert notes["anchors"][0] == "unchecked"
    assert "--anchor" in notes["anchors"][1]


@settings(max_examples=examples(400), deadline=None)
@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_no_byte_can_be_another(at: int, flip: int) -> None:
    """A change of any byte gives a complete sentence."""
    changed = bytearray(FILE)
    changed[at] ^= flip
    sentences = finding_sentences(bytes(changed))
    assert sentences
    assert all(each.endswith(".") and len(each) < 300 for each in sentences)


@settings(max_examples=examples(60), deadline=None)
@given(st.integers(0, len(FILE) - 1))
def test_a_file_that_was_cut_off_is_incomplete(size: int) -> None:
    """A file is incomplete wherever it was cut."""
    assert finding_sentences(FILE[:size])


def test_cut_within_part_at_its_end_and_before_any_part_is_named() -> None:
    """A cut within a part, at its end and before any part is named."""
    assert finding_sentences(FILE[:-1200]) == ["El archivo está incompleto: termina dentro de «facts.jsonl.zst»."]
    assert finding_sentences(b"") == ["El archivo está incompleto: termina en el byte 0, antes de su parte 1."]
    assert finding_sentences(FILE + b"\n")[0].startswith("El final del archivo está dañado")
    assert finding_sentences(b"hola" * 1000)[0].endswith("o el archivo no es un período sellado.")


def test_a_changed_fact_is_named() -> None:
    """The finding has the number, kind and call of the fact; consequences are not repeated."""

    def change(told_: list[bytes]) -> list[bytes]:
        return [*told_[:6], told_[6].replace(b'"nodo1"', b'"nodo2"'), *told_[7:]]

    sentences = finding_sentences(with_changed_facts(FILE, change, key=None))
    assert sentences[0] == "La parte «facts.jsonl.zst» fue alterada: no es la que se firmó."
    assert sentences[1] == (
        "El hecho 11 (CallIngressed, llamada c5) fue alterado: sus bytes no corresponden a su eslabón de la cadena."
    )
    assert len(sentences) == 2


def test_a_missing_fact_is_named() -> None:
    """The finding has the number of the missing fact and the one in its place."""
    sentences = finding_sentences(with_changed_facts(FILE, lambda each: each[:7] + each[8:], key=KEY))
    assert sentences == ["Falta el hecho 12: en su puesto está el 13 (CallIngressed, llamada c6)."]


def test_several_missing_facts_are_named() -> None:
    """Several missing facts are named from the first to the last."""
    sentences = finding_sentences(with_changed_facts(FILE, lambda each: each[:7] + each[11:], key=KEY))
    assert sentences == [
        "Falta el hecho 12 y los que siguen hasta el 15: en su puesto está el 16 (CallEnded, llamada c7)."
    ]


def test_two_facts_in_another_order_are_named() -> None:
    """Both facts are named, with their places."""

    def swap(told_: list[bytes]) -> list[bytes]:
        return [*told_[:7], told_[20], *told_[8:20], told_[7], *told_[21:]]

    assert finding_sentences(with_changed_facts(FILE, swap, key=KEY)) == [
        "El hecho 12 (CallEnded, llamada c5) no está en su lugar: en su puesto está el 25 (CallIngressed, llamada c12)"
        ", y él viene en el puesto 25."
    ]


def test_repeated_fact_is_reported() -> None:
    """The finding has the place of the repetition."""
    sentences = finding_sentences(with_changed_facts(FILE, lambda each: [*each[:8], each[3], *each[8:]], key=KEY))
    assert sentences == [
        "El hecho 8 (CallEnded, llamada c3) está repetido: aparece otra vez en el puesto del hecho 13."
    ]


def test_facts_cut_off_at_the_end_are_named() -> None:
    """The finding has the last fact present and the expected one."""
    sentences = finding_sentences(with_changed_facts(FILE, lambda each: each[:-2], key=KEY))
    assert sentences == ["Faltan los últimos hechos: el archivo termina en el 39 y debe llegar al 41."]


def test_one_fact_too_many_is_named() -> None:
    """A fact after the last one has no link."""
    assert finding_sentences(with_changed_facts(FILE, lambda each: [*each, b"{}"], key=KEY))[0].startswith(
        "El hecho 42"
    )


def test_links_that_were_changed_accuse_no_fact() -> None:
    """If only links changed, no fact is accused: the chain ends elsewhere than the manifest says."""
    broken = bytes(len(parts_in(FILE)[names.LINKS]))
    assert finding_sentences(with_changed_parts(FILE, {names.LINKS: broken})) == [
        "La parte «links.bin» fue alterada: no es la que se firmó."
    ]


def test_a_changed_figure_is_named() -> None:
    """If the file was signed again, recomputation finds the change; otherwise the signature does."""
    other = results_in(FILE).replace(b'"bogota":6', b'"bogota":7')
    assert finding_sentences(with_changed_results(FILE, other, key=KEY)) == ["Línea bogota: el archivo dice 7 y son 6."]
    assert finding_sentences(with_changed_results(FILE, other)) == [
        "La parte «results.json.zst» fue alterada: no es la que se firmó."
    ]


@pytest.mark.parametrize(
    "content",
    [b"", b"no zstd", compress(b"{}")[:-1], compress(b"{}") + b"x", compress(b"{")],
)
def test_figures_that_cannot_be_read_are_named(content: bytes) -> None:
    """Unreadable figures are reported, also if they are signed."""
    assert finding_sentences(with_changed_parts(FILE, {names.RESULTS: content}, key=KEY)) == [
        "Las cifras del archivo no se pueden leer."
    ]


def test_figures_without_end_fill_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures that decompress to more than a month can have are not read."""
    monkeypatch.setattr(sealed_reading, "_MAX_FIGURES", 1 << 20)
    bomb = compress(b" " * (1 << 24))
    assert len(bomb) < 4_096
    assert finding_sentences(with_changed_parts(FILE, {names.RESULTS: bomb}, key=KEY)) == [
        "Las cifras del archivo no se pueden leer."
    ]


def test_a_file_of_another_format_is_named() -> None:
    """A signed file of a later format is refused by its number, before its figures are read."""
    manifest = msgspec.structs.replace(read_manifest(parts_in(FILE)[names.MANIFEST]), format=5)
    other = {names.MANIFEST: manifest_bytes(manifest), names.SIGNATURE: sign(manifest, KEY)}
    assert finding_sentences(with_changed_parts(FILE, other)) == [
        "El archivo es del formato 5, y esta versión de Atención solo lee el 4."
    ]


def test_a_changed_definition_is_named() -> None:
    """The definitions are covered by the signature."""
    assert finding_sentences(with_changed_parts(FILE, {names.DEFINITIONS: b"[]"})) == [
        "La parte «definitions.json» fue alterada: no es la que se firmó."
    ]


def test_definitions_signed_with_key_do_not_match_closing_fact() -> None:
    """With the key other definitions can be signed; the fact that closed the month still identifies the real ones."""
    assert finding_sentences(with_changed_parts(FILE, {names.DEFINITIONS: b"[]"}, key=KEY)) == [
        "Las definiciones no son las que se fijaron al cerrar el mes (hecho 41)."
    ]


def test_manifest_must_refer_to_fact_that_closed_month() -> None:
    """The manifest must refer to the fact that closed the month."""
    assert finding_sentences(seal_rows(rows(facts(3)))) == [
        "El hecho 6 no es el que cerró el mes, como dice el manifiesto."
    ]


def test_the_signature_of_another_key_is_named() -> None:
    """A verifier with the right key detects another signer."""
    forged = with_changed_parts(FILE, {}, key=OTHER_KEY)
    assert verify_file(forged).sound
    [sentence] = finding_sentences(forged, key=PUBLIC)
    assert sentence.startswith("El archivo está firmado con otra llave (3b6a27bc")


def test_a_manifest_that_says_otherwise_is_not_signed() -> None:
    """A changed manifest fails its signature, and nothing in it is trusted."""
    other = {names.MANIFEST: parts_in(FILE)[names.MANIFEST].replace(b'"ICETEX"', b'"ICETAX"')}
    report = verify_file(with_changed_parts(FILE, other))
    assert [each.sentence for each in report.findings] == [
        "El manifiesto o su firma fueron alterados: la firma no corresponde."
    ]
    assert report.month == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"month": "2026-12"},
        {"month": "2026-99"},
        {"month": "2026-11\n"},
        {"entity": "\x1b[2J"},
        {"closed_by": 99},
        {"begins": datetime(2026, 11, 1, 5)},  # noqa: DTZ001
        {"before": Point(seq=4, hash="zz", id="1-4")},
        {"before": Point(seq=4, hash="00" * 32, id="²-1")},
        {"format": 5},
    ],
)
def test_invalid_manifest_gives_one_sentence_and_rest_of_file_is_not_checked(changed: dict[str, Any]) -> None:
    """An invalid manifest gives one sentence, and the rest of the file is not checked."""
    manifest = msgspec.structs.replace(read_manifest(parts_in(FILE)[names.MANIFEST]), **changed)
    other = {names.MANIFEST: manifest_bytes(manifest), names.SIGNATURE: sign(manifest, KEY)}
    [sentence] = finding_sentences(with_changed_parts(FILE, other))
    assert sentence.startswith(("El manifiesto está dañado", "El archivo es del formato 5"))


def test_fact_that_fold_cannot_process_is_named() -> None:
    """A fact that the fold cannot process is named."""

    class Stumbles(EndedCalls):
        def add(self, envelope: Envelope) -> None:
            if envelope.call_id == "c7":
                raise ValueError(envelope)
            super().add(envelope)

    report = verify(BytesIO(FILE), recount=Stumbles)
    assert [each.sentence for each in report.findings] == [
        "El hecho 15 (CallIngressed, llamada c7) dice algo que no puede ser, y no se puede contar."
    ]


@pytest.mark.parametrize("collecting", [True, False])
def test_the_process_collects_its_garbage_as_before(collecting: bool) -> None:
    """The garbage collector's settings are restored after the check."""
    was = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        assert verify_file(FILE).sound
        assert gc.isenabled() == collecting
    finally:
        (gc.enable if was else gc.disable)()


def test_an_anchor_that_does_not_match_is_named() -> None:
    """A falsified month signed with the right key is detected only with a stored head."""
    others = [*ROWS[:8], *rows(closed_facts(*facts(20, epochs=[4])))[8:]]
    forged = seal_rows(others, skip=4)
    assert verify_file(forged, key=PUBLIC).sound
    [sentence] = finding_sentences(forged, key=PUBLIC, anchors=[HEADS[8], HEADS[20]])
    assert sentence.startswith("El hecho 20 no es el que usted guardó: la cadena tiene ahí otra huella")
    assert HEADS[20].hash.hex()[:16] in sentence


def test_anchor_outside_facts_of_file_proves_nothing() -> None:
    """An anchor outside the facts of the file proves nothing, unless another one can be compared."""
    early = ChainLink(2, HEADS[2].hash)
    assert finding_sentences(FILE, anchors=[early]) == [
        "Ninguna ancla se puede comparar: el archivo va del hecho 4 al 41, y las dadas son del 2."
    ]
    assert verify_file(FILE, anchors=[early, HEADS[9]]).sound


def test_positions_restart_at_one_in_each_epoch() -> None:
    """Positions restart at one in each epoch."""
    assert verify_file(seal_rows(rows(closed_facts(*facts(9, epochs=[3, 6]))))).sound


def test_fact_that_was_left_out_before_sealing_leaves_gap_in_positions() -> None:
    """A fact that was left out before sealing leaves a gap in the positions."""
    told_ = rows(facts(9))
    assert finding_sentences(seal_rows([*told_[:5], *told_[6:]]))[0].startswith("Falta el hecho 6")


def test_facts_of_a_later_release_are_not_called_false() -> None:
    """Facts of unknown kinds are verified by their bytes, without an error."""
    told_ = rows(facts(3))
    later = told_[3][1].replace(b'"CallEnded"', b'"CallVanished"')
    sentences = finding_sentences(seal_rows([*told_[:3], (told_[3][0], later), *told_[4:]], results=b"{}"))
    assert sentences[0].startswith("El hecho 4 (CallVanished, llamada c1) es de una clase que esta versión")


def test_other_programs_open_it(tmp_path: Path) -> None:
    """The program tar extracts the listed files, and the lines are the journal's bytes."""
    (tmp_path / "sello.tar").write_bytes(FILE)
    subprocess.run(["tar", "-xf", "sello.tar"], cwd=tmp_path, check=True)
    listed = msgspec.json.decode((tmp_path / names.MANIFEST).read_bytes())["parts"]
    for part in listed:
        assert hashlib.sha256((tmp_path / part["name"]).read_bytes()).hexdigest() == part["sha256"]
    assert facts_in(FILE) == [data for _, data in ROWS[4:]]


@pytest.mark.parametrize("text", ["", "12:abc", "x" * 64])
def test_text_without_an_anchor_is_none(text: str) -> None:
    """The error shows the format of an anchor."""
    with pytest.raises(AnchorUnreadable):
        read_anchors(text)


def test_an_anchor_is_found_in_a_mail_as_it_was_saved() -> None:
    """Quoted-printable breaks long lines; the anchor is still found, once."""
    one = format_anchor(HEADS[9])
    assert read_anchors(f"Cabeza: {one[:40]}=\r\n{one[40:]}\n{one}, {format_anchor(HEADS[3])}") == (HEADS[3], HEADS[9])
