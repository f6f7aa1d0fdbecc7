"""COBOL record descriptions: parsed as COBOL defines them, or refused with the unsupported part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.site.customers.copybook import ElementaryItem, LayoutInvalid, read_layout

CARD = """
01 REGISTRO.
   05 CLAVE.
      10 TIPO      PIC X(2).
      10 NUMERO    PIC 9(10).
         88 NINGUNO VALUE ZERO.
   05 SALDO        PIC S9(7)V99 USAGE IS COMP-3.
   05 FILLER       PIC X(3).
   05 AJUSTE       PIC S9(3)V9.
   05 MES OCCURS 2 TIMES.
      10 VALOR     PIC 9(4) COMP-3.
      10 DIAS      PIC 99 OCCURS 2.
"""


def test_each_item_stands_where_the_ones_before_it_end() -> None:
    """Key of 2 + 10 bytes, nine packed digits in 5, a filler of 3, 4 zoned digits, then two months of 3 + 2·2 bytes."""
    layout = read_layout(CARD)
    assert {name: (each.offset, each.size) for name, each in layout.items.items()} == {
        "TIPO": (0, 2),
        "NUMERO": (2, 10),
        "SALDO": (12, 5),
        "AJUSTE": (20, 4),
        "VALOR(1)": (24, 3),
        "DIAS(1,1)": (27, 2),
        "DIAS(1,2)": (29, 2),
        "VALOR(2)": (31, 3),
        "DIAS(2,1)": (34, 2),
        "DIAS(2,2)": (36, 2),
    }
    assert layout.size == 38


def test_a_picture_says_digits_scale_and_sign() -> None:
    """S9(7)V99 has nine digits, two of them decimals, and may be negative."""
    assert read_layout(CARD).items["SALDO"] == ElementaryItem(
        name="SALDO", offset=12, size=5, usage="packed", digits=9, scale=2, signed=True
    )


def test_lines_mean_nothing() -> None:
    """Line breaks do not matter, because a site keeps the text in one line."""
    assert read_layout(" ".join(CARD.split())) == read_layout(CARD)


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ("05 A PIC X(4). 05 B REDEFINES A PIC 9(4).", "REDEFINES"),
        ("05 N PIC 9. 05 T PIC X OCCURS 1 TO 9 TIMES DEPENDING ON N.", "no se admite"),
        ("05 A PIC 9(4) COMP.", "COMP"),
        ("05 A PIC S9(4) SIGN IS LEADING SEPARATE.", "SIGN"),
        ("05 A PIC ZZ9.", "PIC ZZ9"),
        ("05 A PIC 9(4)V9V9.", "PIC 9(4)V9V9"),
        ("05 A PIC S.", "0 dígitos"),
        ("05 A PIC 9(19).", "19 dígitos"),
        ("05 A PIC X(4) COMP-3.", "PIC X no puede ser COMP-3"),
        ("05 A COMP-3. 10 B PIC 9.", "COMP-3 en cada campo"),
        ("05 A PIC X. 10 B PIC X.", "tiene PIC y campos debajo"),
        ("05 A.", "falta PIC"),
        ("05 A PIC X(3)", "falta el punto"),
        ("05 A PIC X. 05 A PIC X.", "está dos veces"),
        ("66 A RENAMES B.", "el nivel 66"),
        ("05 PIC X(3).", "falta el nombre"),
        ("A PIC X.", "no empieza por un nivel"),
        ("05 A PIC X OCCURS 0 TIMES.", "OCCURS 0"),
        ("05 A PIC X(32761).", "pasa de 32760"),
        ("05 A PIC X. 01 B PIC X.", "los niveles no encajan"),
        ("", "no describe ningún campo"),
        ("05 FILLER PIC X.", "ningún campo tiene PIC"),
    ],
)
def test_unsupported_clause_is_refused(entries: str, message: str) -> None:
    """An unsupported clause is refused, because a partial layout would read other fields."""
    with pytest.raises(LayoutInvalid, match=message.replace("(", r"\(").replace(")", r"\)")):
        read_layout(entries)


@given(st.lists(st.sampled_from(CARD.split()), max_size=30))
def test_any_words_are_a_layout_or_a_refusal(words: list[str]) -> None:
    """Any text gives a layout or a refusal, and no other error."""
    try:
        layout = read_layout(" ".join(words))
    except LayoutInvalid:
        return
    assert all(each.end <= layout.size for each in layout.items.values())
