"""The hash chain detects every change."""

from hypothesis import given
from hypothesis import strategies as st

from eventlog.journal.chain import Break, ChainLink, ChainRow, WalkResult, check_head, extend, genesis, walk

START = genesis("demo")


def chained(contents: list[bytes]) -> tuple[list[ChainRow], ChainLink]:
    link, rows = START, []
    for data in contents:
        link = extend(link, data)
        rows.append(ChainRow(link.seq, data, link.hash))
    return rows, link


def examined(rows: list[ChainRow], head: ChainLink) -> WalkResult:
    return check_head(walk(rows, START), head)


contents = st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=12)
whole = contents.map(chained)


@given(whole)
def test_an_untouched_chain_holds(made: tuple[list[ChainRow], ChainLink]) -> None:
    """Unchanged rows verify up to the head."""
    rows, head = made
    assert examined(rows, head) == WalkResult(head)


@given(whole, st.data())
def test_any_changed_byte_is_named(made: tuple[list[ChainRow], ChainLink], data: st.DataObject) -> None:
    """A change of one byte in any row's content or hash is detected, and the row is named."""
    rows, head = made
    index = data.draw(st.integers(0, len(rows) - 1))
    row = rows[index]
    in_hash = data.draw(st.booleans())
    changed = _flip(row.hash if in_hash else row.data, data)
    rows[index] = ChainRow(row.seq, row.data, changed) if in_hash else ChainRow(row.seq, changed, row.hash)
    assert examined(rows, head).first_break == Break(row.seq, "changed")


@given(whole, st.data())
def test_any_missing_row_is_named(made: tuple[list[ChainRow], ChainLink], data: st.DataObject) -> None:
    """A removed row is named as missing, also the last one."""
    rows, head = made
    removed = rows.pop(data.draw(st.integers(0, len(rows) - 1)))
    assert examined(rows, head).first_break == Break(removed.seq, "missing")


@given(contents.filter(lambda made: len(made) > 1), st.data())
def test_any_two_rows_out_of_order_are_named(contents: list[bytes], data: st.DataObject) -> None:
    """If two rows are swapped, the first of the two places is named."""
    rows, head = chained(contents)
    first = data.draw(st.integers(0, len(rows) - 2))
    second = data.draw(st.integers(first + 1, len(rows) - 1))
    rows[first], rows[second] = rows[second], rows[first]
    broken = examined(rows, head).first_break
    assert broken is not None
    assert broken.seq == first + 1


@given(contents.filter(lambda made: len(set(made)) > 1), st.data())
def test_contents_exchanged_under_their_numbers_are_found(contents: list[bytes], data: st.DataObject) -> None:
    """If two rows swap their content but keep number and hash, the first is named as changed."""
    rows, head = chained(contents)
    first, second = _two_unlike(rows, data)
    one, other = rows[first], rows[second]
    rows[first], rows[second] = ChainRow(one.seq, other.data, one.hash), ChainRow(other.seq, one.data, other.hash)
    assert examined(rows, head).first_break == Break(one.seq, "changed")


@given(whole, st.data())
def test_verifying_in_two_parts_finds_same_as_verifying_whole(
    made: tuple[list[ChainRow], ChainLink], data: st.DataObject
) -> None:
    """Verifying in two parts finds the same as verifying the whole."""
    rows, head = made
    cut = data.draw(st.integers(0, len(rows)))
    assert walk(rows[cut:], walk(rows[:cut], START).link) == WalkResult(head)


@given(whole)
def test_a_repeated_row_is_misplaced(made: tuple[list[ChainRow], ChainLink]) -> None:
    """A repeated row is reported as misplaced."""
    rows, _ = made
    assert walk([*rows, rows[-1]], START).first_break == Break(len(rows) + 1, "misplaced")


def test_a_head_that_says_less_than_the_rows_is_found() -> None:
    """Rows after the head are reported, because the recorder did not write them."""
    rows, _ = chained([b"a", b"b", b"c"])
    assert examined(rows, ChainLink(2, rows[1].hash)).first_break == Break(2, "changed")


def test_two_campaigns_share_no_link() -> None:
    """A row of one campaign does not verify in another's chain."""
    assert genesis("demo") != genesis("otra")


def _flip(data: bytes, draws: st.DataObject) -> bytes:
    offset = draws.draw(st.integers(0, len(data) - 1))
    mask = draws.draw(st.integers(1, 255))
    return data[:offset] + bytes([data[offset] ^ mask]) + data[offset + 1 :]


def _two_unlike(rows: list[ChainRow], draws: st.DataObject) -> tuple[int, int]:
    first = draws.draw(st.integers(0, len(rows) - 2).filter(lambda at: any(_unlike(rows[at], r) for r in rows[at:])))
    later = [at for at in range(first + 1, len(rows)) if _unlike(rows[first], rows[at])]
    return first, draws.draw(st.sampled_from(later))


def _unlike(one: ChainRow, other: ChainRow) -> bool:
    return one.data != other.data
