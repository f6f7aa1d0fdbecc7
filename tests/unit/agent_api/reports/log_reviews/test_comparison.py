"""The entity's list of users, and its comparison with the accounts here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.access.users import USERNAME
from agent_api.reports.log_reviews.domain import user_list
from agent_api.reports.log_reviews.domain.comparison import compare_users
from agent_api.reports.log_reviews.domain.user_list import BadUserRow, ListedUser, read_user_list


def test_a_list_has_users_and_their_state() -> None:
    """With semicolons and a byte order mark, as spreadsheets write it; without a state, an account is in use."""
    text = "\ufeffUsuario;Nombre;Estado\r\nANA;Ana Gómez;Activo\r\n\r\neva;Eva;inactiva\r\nluz;;\r\n"
    assert read_user_list(text) == (ListedUser("ana", True), ListedUser("eva", False), ListedUser("luz", True))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("usuario\nana\nana\nA B\n", {3: "repetido", 4: "no es válido"}),
        ("usuario,estado\nana,tal vez\neva\n", {2: "activo o inactivo", 3: "columnas del encabezado"}),
        ("nombre\nAna\n", {1: "Falta la columna usuario"}),
        ("usuario,correo\nana,x\n", {1: "no se conoce: correo"}),
        ("usuario,usuario\nana,ana\n", {1: "repite"}),
        ("usuario\n", {1: "no tiene usuarios"}),
        ('usuario\n"ana\n', {2: "CSV"}),
    ],
)
def test_each_bad_row_is_named_and_nothing_is_used(text: str, rows: dict[int, str]) -> None:
    """The result is all users or all bad rows, each with its number and its fault."""
    found = {each.row: each.problem for each in read_user_list(text) if isinstance(each, BadUserRow)}
    assert found.keys() == rows.keys()
    assert all(words in found[row] for row, words in rows.items())
    assert not any(isinstance(each, ListedUser) for each in read_user_list(text))


def test_differences_are_named_and_ones_own_is_marked() -> None:
    """Here and not there, there and not here, another state; an unusable account needs no counterpart."""
    here = {"ana": True, "eva": False, "luz": True, "old": False, "sol": True}
    there = [ListedUser("ana", True), ListedUser("eva", True), ListedUser("sol", False), ListedUser("new", True)]
    compared = compare_users(here, [*there, ListedUser("gone", False)], "luz")
    found = {each.user: (each.kind, each.own) for each in compared.discrepancies}
    assert found == {
        "eva": ("differing", False),
        "luz": ("here_only", True),
        "new": ("there_only", False),
        "sol": ("differing", False),
    }
    assert (compared.accounts, compared.listed, compared.count("differing")) == (5, 5, 2)


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.booleans()), st.dictionaries(st.sampled_from("abcdef"), st.booleans())
)
def test_equal_usable_accounts_have_no_difference(here: dict[str, bool], there: dict[str, bool]) -> None:
    """The differences are exactly the accounts that are usable on one side only."""
    listed = [ListedUser(user, active) for user, active in there.items()]
    compared = compare_users(here, listed, "")
    usable_here, usable_there = ({user for user, active in each.items() if active} for each in (here, there))
    assert {each.user for each in compared.discrepancies} == usable_here ^ usable_there


def test_logins_are_those_of_the_accounts() -> None:
    """The list admits the same logins as an account does."""
    assert f"^{user_list._LOGIN.pattern}$" == USERNAME
