"""Binary search of records finds the same as a full read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.lookups.domain.mainframe_records import encode
from agent_api.lookups.domain.record_search import NotSorted, binary_search, linear_search, search_key
from config.site.customers.copybook import read_layout

LAYOUT = read_layout("05 TIPO PIC X(2). 05 NUMERO PIC X(6). 05 CODIGO PIC 9(4) COMP-3. 05 RESTO PIC X(2).")
KEY = (LAYOUT.items["TIPO"], LAYOUT.items["NUMERO"])
DOCUMENTS = st.text("0123456789AB", min_size=1, max_size=4)


def record(document: str, code: int) -> bytes:
    fields = {"TIPO": "CC", "NUMERO": document, "CODIGO": str(code), "RESTO": "xx"}
    return b"".join(encode(LAYOUT.items[name], value, "cp500") for name, value in fields.items())


@given(st.lists(DOCUMENTS, max_size=60), DOCUMENTS)
def test_search_returns_all_records_of_key_in_order_and_reads_few_others(documents: list[str], sought: str) -> None:
    """The search returns all records of a key in order, and reads few others."""
    records = sorted(record(each, index) for index, each in enumerate(documents))
    key = search_key(KEY, {"TIPO": "CC", "NUMERO": sought}, "cp500")
    assert key is not None
    reads: list[int] = []

    def read(number: int) -> bytes:
        reads.append(number)
        return records[number]

    matches = list(binary_search(read, len(records), KEY, key, "cp500"))
    assert matches == list(linear_search(records.__getitem__, len(records), KEY, key, "cp500"))
    assert len(reads) <= len(records).bit_length() + len(matches) + 1


def test_file_that_is_not_in_ascending_order_is_error() -> None:
    """A file that is not in ascending order is an error, because the search could miss existing records."""
    records = [record(each, 0) for each in ("5", "1", "9", "2", "3")]
    key = search_key(KEY, {"TIPO": "CC", "NUMERO": "1"}, "cp500")
    assert key is not None
    with pytest.raises(NotSorted):
        list(binary_search(records.__getitem__, len(records), KEY, key, "cp500"))


def test_no_record_can_have_a_key_that_does_not_fit() -> None:
    """Letters in a numeric key, an overlong text or a character outside the code page match no record."""
    code = (LAYOUT.items["CODIGO"],)
    assert search_key(code, {"CODIGO": "12A"}, "cp500") is None
    assert search_key(code, {"CODIGO": "12345"}, "cp500") is None
    assert search_key(KEY, {"TIPO": "CC", "NUMERO": "1234567"}, "cp500") is None
    assert search_key(KEY, {"TIPO": "CC", "NUMERO": "€"}, "cp500") is None
