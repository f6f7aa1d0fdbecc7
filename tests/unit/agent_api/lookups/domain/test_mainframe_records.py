"""Mainframe record items, checked against bytes computed by hand, in both directions."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.lookups.domain.mainframe_records import InvalidItem, decode, encode
from config.site.customers.copybook import ElementaryItem, read_layout
from config.site.customers.lookups import Encoding

ENCODINGS: tuple[Encoding, ...] = ("cp037", "cp284", "cp500", "cp1145", "latin-1")


def item(picture: str) -> ElementaryItem:
    return read_layout(f"05 DATO PIC {picture}.").items["DATO"]


@pytest.mark.parametrize(
    ("picture", "encoding", "field", "value"),
    [
        # two digits a byte, the sign in the last half: C plus, D minus, F none
        ("S9(7)V99 COMP-3", "cp500", "012345678C", "123456.78"),
        ("S9(7)V99 COMP-3", "latin-1", "012345678D", "-123456.78"),
        ("9(5) COMP-3", "cp500", "12345F", "12345"),
        ("9(4) COMP-3", "cp037", "01234F", "1234"),
        ("S9(5) COMP-3", "cp500", "12345A", "12345"),
        ("S9(5) COMP-3", "cp500", "12345B", "-12345"),
        ("S9(3) COMP-3", "cp500", "000D", "0"),
        # one digit a byte; in EBCDIC F0…F9, and the sign in the upper half of the last
        ("9(4)", "cp500", "F0F1F2F3", "123"),
        ("S9(3)V9", "cp500", "F1F2F3C4", "123.4"),
        ("S9(3)V9", "cp037", "F1F2F3D4", "-123.4"),
        ("S9(2)", "cp500", "F1F2", "12"),
        ("9(3)", "cp500", "F1F2C1", "121"),  # a plus that compilers leave
        # the same, transferred as text: D0 became }, C1 became A
        ("9(4)", "latin-1", "30313233", "123"),
        ("S9(3)", "latin-1", "31327D", "-120"),
        ("S9(3)", "latin-1", "313241", "121"),
        ("S9(3)", "latin-1", "31327B", "120"),
        ("S9(3)", "latin-1", "31324A", "-121"),
    ],
)
def test_numbers_are_read_as_they_were_written(picture: str, encoding: Encoding, field: str, value: str) -> None:
    """Numbers match the sign tables of z/Architecture and of its transfer as text."""
    assert decode(item(picture), bytes.fromhex(field), encoding) == Decimal(value)


def test_text_is_read_in_its_code_page() -> None:
    """In cp500 and cp037 «Ñ» is 69; «[» is 4A in one and BA in the other."""
    assert decode(item("X(3)"), bytes.fromhex("C169 40".replace(" ", "")), "cp500") == "AÑ"
    assert decode(item("X"), b"\x4a", "cp500") == "["
    assert decode(item("X"), b"\xba", "cp037") == "["
    assert decode(item("X(2)"), b"\xd1 ", "latin-1") == "Ñ"


@pytest.mark.parametrize("encoding", ["cp284", "cp1145"])
def test_names_of_spain_and_latin_america_keep_their_letters(encoding: Encoding) -> None:
    """Bytes from IBM's code pages 284 and 1145: «Ñ» is 7B there and «ñ» is 6A, which in cp037 are «#» and «¦».

    A text from the mainframe that reads ``PE#A`` was written in one of these two pages.
    """
    assert decode(item("X(4)"), b"\xd7\xc5\x7b\xc1", encoding) == "PEÑA"
    assert decode(item("X(4)"), b"\xd7\x85\x6a\x81", encoding) == "Peña"
    assert decode(item("X(4)"), b"\xd7\xc5\x7b\xc1", "cp037") == "PE#A"


def test_the_two_pages_differ_in_the_euro_sign_alone() -> None:
    """9F is the currency sign in one and the euro in the other (IBM CDRA, code page 1145)."""
    spain, euro = (bytes(range(256)).decode(each) for each in ("cp284", "cp1145"))
    assert [(at, a, b) for at, (a, b) in enumerate(zip(spain, euro, strict=True)) if a != b] == [(0x9F, "¤", "€")]


@pytest.mark.parametrize(
    ("picture", "encoding", "field"),
    [
        ("S9(3) COMP-3", "cp500", "1233"),  # no sign in the last half
        ("9(3) COMP-3", "cp500", "123D"),  # minus, where no sign may be
        ("S9(3) COMP-3", "cp500", "1A3C"),  # a half byte that is no digit
        ("S9(4) COMP-3", "cp500", "91234C"),  # a fifth digit in the half that pads
        ("S9(3)", "cp500", "C1F2F3"),
        ("S9(3)", "cp500", "F1F2FA"),
        ("S9(3)", "cp500", "404040"),  # spaces
        ("9(3)", "latin-1", "31327B"),
        ("S9(3)", "latin-1", "41327B"),
        ("S9(3)", "latin-1", "313220"),
        ("S9(3)", "cp500", "F1F2"),  # the record ends
    ],
)
def test_invalid_number_is_reported(picture: str, encoding: Encoding, field: str) -> None:
    """The error names the item and shows none of its bytes."""
    with pytest.raises(InvalidItem, match="DATO"):
        decode(item(picture), bytes.fromhex(field), encoding)


@st.composite
def numbers(draw: st.DrawFn) -> tuple[ElementaryItem, Decimal]:
    """Draw a numeric item and a number that fits it."""
    digits, signed, packed = draw(st.integers(1, 18)), draw(st.booleans()), draw(st.booleans())
    scale = draw(st.integers(0, digits))
    picture = (
        f"{'S' if signed else ''}{f'9({digits - scale})' if digits > scale else ''}{f'V9({scale})' if scale else ''}"
    )
    most = 10**digits - 1
    unscaled = draw(st.integers(-most if signed else 0, most))
    return item(f"{picture}{' COMP-3' if packed else ''}"), Decimal(unscaled).scaleb(-scale)


@given(numbers(), st.sampled_from(ENCODINGS))
def test_every_number_comes_back(case: tuple[ElementaryItem, Decimal], encoding: Encoding) -> None:
    """Every number survives encoding and decoding, with any digits, scale, sign and code page."""
    each, number = case
    field = encode(each, number, encoding)
    assert len(field) == each.size
    assert decode(each, field, encoding) == number


@given(
    st.text(st.characters(codec="latin-1", exclude_categories=["Cc"], exclude_characters="¤"), max_size=20),
    st.sampled_from(ENCODINGS),
)
def test_every_text_comes_back_without_the_spaces_behind_it(text: str, encoding: Encoding) -> None:
    """The code pages have all printable characters of Latin-1; only cp1145 replaces «¤» with the euro sign."""
    each = item("X(20)")
    assert decode(each, encode(each, text, encoding), encoding) == text.rstrip(" \0")


@given(numbers(), st.binary(min_size=18, max_size=18), st.sampled_from(ENCODINGS))
def test_any_bytes_give_number_with_no_more_digits_than_its_picture_or_error(
    case: tuple[ElementaryItem, Decimal], field: bytes, encoding: Encoding
) -> None:
    """Any bytes give a number with no more digits than its picture, or an error."""
    each, _ = case
    try:
        value = decode(each, field, encoding)
    except InvalidItem:
        return
    assert abs(Decimal(value).scaleb(each.scale)) < 10**each.digits


@pytest.mark.parametrize(
    ("picture", "value"),
    [("9(3)", "1000"), ("9(3)", "-1"), ("9(3)V9", "1.25"), ("X(3)", "cuatro"), ("X(3)", "€")],
)
def test_value_that_does_not_fit_is_refused_neither_cut_nor_rounded(picture: str, value: str) -> None:
    """A value that does not fit is refused, neither cut nor rounded."""
    with pytest.raises(InvalidItem):
        encode(item(picture), value if "X" in picture else Decimal(value), "cp500")
