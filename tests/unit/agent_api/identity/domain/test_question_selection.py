"""Random selection of questions."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from agent_api.identity.domain.question_selection import select_questions
from config.site.customers.identity import IDENTITY_DATA, IdentityDatum, IdentityQuestion, IdentityRules

QUESTIONS = {datum: IdentityQuestion(id=datum, name=datum, datum=datum, text=datum) for datum in IDENTITY_DATA}
RULES = IdentityRules(ask=3, right=3, always=("document",), questions=QUESTIONS)
HELD = st.sets(st.sampled_from(IDENTITY_DATA))
SEEDS = st.text(max_size=20)


@given(HELD, SEEDS, SEEDS)
def test_set_has_size_and_fixed_questions_of_site_and_never_repeats_previous_set(
    available: set[IdentityDatum], one: str, other: str
) -> None:
    """A set has the size and the fixed questions of the site, and never repeats the previous set."""
    first = select_questions(RULES, available, (), one)
    enough = "document" in available and len(available) > RULES.ask
    assert (first is not None) == enough
    if first is None:
        return
    second = select_questions(RULES, available, first, other)
    assert second is not None
    assert set(first) != set(second)
    for drawn in (first, second):
        assert drawn[0] == "document"
        assert len(set(drawn)) == len(drawn) == RULES.ask
        assert set(drawn) <= available


@given(HELD, SEEDS)
def test_equal_values_give_equal_questions(available: set[IdentityDatum], seed: str) -> None:
    """The selection is a pure function: equal arguments, the random value included, give equal questions."""
    assert select_questions(RULES, available, (), seed) == select_questions(RULES, sorted(available), (), seed)


def test_every_question_comes_up_about_as_often() -> None:
    """With ten questions for two places, each appears in a fifth of four thousand draws, within a tenth of that."""
    drawn = Counter(
        each for number in range(4000) for each in select_questions(RULES, IDENTITY_DATA, (), str(number)) or ()
    )
    assert drawn.pop("document") == 4000
    assert len(drawn) == 10
    assert all(720 <= times <= 880 for times in drawn.values()), drawn
