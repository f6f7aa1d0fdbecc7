"""Lookups in a real file of fixed-width records."""

from pathlib import Path

import pytest

from tests.support.desks.lookup_systems import ANA, DEBTLESS, WILMER, SampleSystems, visible_rows

pytestmark = pytest.mark.integration
SIZE = 110


def content(systems: SampleSystems) -> bytearray:
    return bytearray(Path((systems.folder / "cobol").read_text()).read_bytes())


def rewrite(systems: SampleSystems, changed: bytes) -> None:
    Path((systems.folder / "cobol").read_text()).write_bytes(changed)


async def test_a_customer_has_their_portfolio(systems: SampleSystems) -> None:
    """A record has packed and zoned numbers, both signs, a date, a table and a name, in Latin American EBCDIC."""
    assert visible_rows(await systems.ask("cartera")) == [
        ["CR-2019-000101", "ANA SOFÍA BELTRÁN", "31/10/2026", "$ 4.437.431,25", "$ 0", "$ 0", *["$ 197.350"] * 3]
    ]
    late = visible_rows(await systems.ask("cartera", "79900102"))
    assert late[0][4:6] == ["$ 419.400", "-$ 1.250,50"]
    assert (await systems.ask("cartera", DEBTLESS)).rows == ()


async def test_a_name_is_read_in_the_code_page_of_spain_and_latin_america(systems: SampleSystems) -> None:
    """The mainframe's «QUIÑONES» read as cp037 would have a «#» for its «Ñ»."""
    assert b"\xd8\xe4\xc9\x7b\xd6\xd5\xc5\xe2" in content(systems)
    assert visible_rows(await systems.ask("cartera", "79900102"))[0][1] == "CARLOS ANDRÉS QUIÑONES"


async def test_every_customer_is_found_in_either_way(systems: SampleSystems) -> None:
    """Binary search and a full scan find the same."""
    connector = systems.lookups.connectors["cobol"]
    assert connector.extract is not None
    documents = {content(systems)[at + 2 : at + 17].decode("cp284").strip() for at in range(0, 8 * SIZE, SIZE)}
    assert len(documents) >= 8
    for document in documents:
        by_halving = await systems.ask("cartera", document)
        # a match on the number alone gives binary search no key
        by_scan = await systems.ask("cartera", document, match={"document": "NUM-DOC"})
        assert by_halving.rows
        assert by_halving.rows == by_scan.rows


async def test_a_large_file_is_not_read_whole(systems: SampleSystems, tmp_path: Path) -> None:
    """In a file of four hundred megabytes, most of them a hole, a record near the end is found within the limit."""
    connector = systems.lookups.connectors["cobol"]
    assert connector.extract is not None
    record = bytes(content(systems)[:SIZE])
    low = record[:2] + "0".encode("cp284").ljust(15, b"\x40") + record[17:]
    many = tmp_path / "grande.dat"
    with many.open("wb") as file:
        for _ in range(200):
            file.write(low * 25_000)
        file.write(bytes(content(systems)))
    systems.say("cobol", str(many))
    consult = await systems.ask("cartera", WILMER)
    assert consult.reason is None
    assert len(consult.rows) == 1
    assert consult.duration_ms < 500
    slow = await systems.ask("cartera", WILMER, match={"document": "NUM-DOC"}, limit_s=0.2)
    assert slow.reason == "timeout"


@pytest.mark.parametrize("length", [SIZE - 1, 5 * SIZE + 1])
async def test_file_that_is_not_whole_number_of_records_is_not_read(systems: SampleSystems, length: int) -> None:
    """A file that is not a whole number of records is not read."""
    rewrite(systems, content(systems)[:length])
    assert (await systems.ask("cartera")).reason == "truncated"


async def test_invalid_sign_affects_one_customer(systems: SampleSystems) -> None:
    """The last half byte of SALDO-CAPITAL of one customer is no sign, which affects only that customer."""
    changed = content(systems)
    begins = changed.index(ANA.encode("cp284")) - 2
    changed[begins + 75] = changed[begins + 75] & 0xF0 | 0x3
    rewrite(systems, changed)
    assert (await systems.ask("cartera")).reason == "bad_record"
    assert (await systems.ask("cartera", WILMER)).rows


async def test_impossible_date_is_reported(systems: SampleSystems) -> None:
    """The date is 20261331."""
    changed = content(systems)
    begins = changed.index(ANA.encode("cp284")) - 2
    changed[begins + 61 : begins + 69] = "20261331".encode("cp284")
    rewrite(systems, changed)
    assert (await systems.ask("cartera")).reason == "bad_record"


async def test_unsorted_records_are_reported(systems: SampleSystems) -> None:
    """The error comes in place of a false answer that a customer has no records."""
    records = [bytes(content(systems)[at : at + SIZE]) for at in range(0, len(content(systems)), SIZE)]
    rewrite(systems, b"".join(reversed(records)))
    reasons = {(await systems.ask("cartera", each)).reason for each in (ANA, WILMER, "43900103", "1032900111")}
    assert "bad_record" in reasons


async def test_missing_file_is_reported(systems: SampleSystems) -> None:
    """A folder in its place and a missing setting are reported too, and an empty file has no customers."""
    systems.say("cobol", str(systems.folder / "gone.dat"))
    assert (await systems.ask("cartera")).reason == "unreachable"
    systems.say("cobol", str(systems.folder))
    assert (await systems.ask("cartera")).reason == "unreachable"
    (systems.folder / "empty.dat").touch()
    systems.say("cobol", str(systems.folder / "empty.dat"))
    consult = await systems.ask("cartera")
    assert (consult.reason, consult.rows) == (None, ())
    (systems.folder / "cobol").unlink()
    assert (await systems.ask("cartera")).reason == "not_configured"
