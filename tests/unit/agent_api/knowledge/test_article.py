"""The life of an article: what readers see of it after any acts on any days."""

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agent_api.knowledge.domain.article import (
    Article,
    Validity,
    can_withdraw,
    edit,
    find_publish_fault,
    find_validity_faults,
    has_draft,
    is_shown,
    publish,
    state_on,
    withdraw,
)
from agent_api.knowledge.domain.notices import DueNotice, due_notices

TODAY = date(2026, 3, 15)
days = st.integers(-40, 40).map(lambda number: TODAY + timedelta(days=number))


def validity(first: int = 0, last: int | None = None, review: int = 30) -> Validity:
    """Return a validity by days from today."""
    return Validity(
        valid_from=TODAY + timedelta(days=first),
        valid_until=None if last is None else TODAY + timedelta(days=last),
        review_on=TODAY + timedelta(days=review),
    )


class ArticleLife(RuleBasedStateMachine):
    """Any acts in any order, while days pass; a plain record of the last publication says what readers may see."""

    def __init__(self) -> None:
        super().__init__()
        self.article, self.today = Article(), TODAY
        self.last: Validity | None = None
        self.withdrawn = False

    @rule(days_passed=st.integers(0, 20))
    def wait(self, days_passed: int) -> None:
        """Let days pass."""
        self.today += timedelta(days=days_passed)

    @rule()
    def write(self) -> None:
        """Write another version: readers keep what they have."""
        before = is_shown(self.article, self.today), self.article.published
        self.article = edit(self.article)
        assert (is_shown(self.article, self.today), self.article.published) == before
        assert has_draft(self.article)

    @rule(first=days, last=st.none() | days, old=st.booleans())
    def put_forward(self, first: date, last: date | None, old: bool) -> None:
        """Publish the newest version, or try an older one, which is refused."""
        days_of = Validity(valid_from=first, valid_until=last, review_on=first)
        version = self.article.version - int(old)
        fault = find_publish_fault(self.article, version, days_of, self.today)
        assert not (old and fault is None)
        if fault is None:
            self.article = publish(self.article, days_of)
            self.last, self.withdrawn = days_of, False

    @precondition(lambda self: can_withdraw(self.article))
    @rule()
    def take_back(self) -> None:
        """Withdraw what is published."""
        self.article, self.withdrawn = withdraw(self.article), True

    @invariant()
    def only_what_is_in_force_is_shown(self) -> None:
        """Readers see an article if it was published, not withdrawn since, and today is within its validity."""
        last, today = self.last, self.today
        in_force = last is not None and last.valid_from <= today and (last.valid_until or today) >= today
        assert is_shown(self.article, today) is (in_force and not self.withdrawn)
        assert self.article.published <= self.article.version

    @invariant()
    def only_published_ones_have_notices(self) -> None:
        """A draft or withdrawn article has no notice, and an expired one exactly its own."""
        kinds = [each.kind for each in due_notices(self.article, self.today)]
        state = state_on(self.article, self.today)
        assert not (state in {"draft", "withdrawn"} and kinds)
        assert (state == "expired") is (kinds == ["expired"])


TestArticleLife = ArticleLife.TestCase


@pytest.mark.parametrize(
    ("days_of", "expected"),
    [
        (validity(), "published"),
        (validity(last=0), "published"),
        (validity(first=-9, last=-1), "expired"),
        (validity(first=1), "scheduled"),
    ],
)
def test_a_published_article_has_the_state_of_its_days(days_of: Validity, expected: str) -> None:
    """The first and the last day belong to the validity."""
    assert state_on(publish(Article(), days_of), TODAY) == expected


def test_a_withdrawn_article_can_be_published_again_as_it_is() -> None:
    """Without a new version, because the content did not change."""
    published = publish(Article(), validity())
    assert find_publish_fault(published, 1, validity(), TODAY) == "already_published"
    assert find_publish_fault(withdraw(published), 1, validity(), TODAY) is None
    assert find_publish_fault(edit(published), 2, validity(first=-5, last=-1), TODAY) == "over"


@pytest.mark.parametrize(
    ("days_of", "fields"),
    [
        (validity(last=60), []),
        (validity(last=-1), ["valid_until"]),
        (validity(last=20, review=21), ["review_on"]),
        (validity(review=-1), ["review_on"]),
    ],
)
def test_days_that_contradict_each_other_are_faults(days_of: Validity, fields: list[str]) -> None:
    """The review lies within the validity."""
    assert [field for field, _ in find_validity_faults(days_of)] == fields


@pytest.mark.parametrize(
    ("review", "last", "expected"),
    [
        (16, None, []),
        (15, None, [("review", 15)]),
        (4, None, [("review", 15)]),
        (3, None, [("review", 3)]),
        (-8, None, [("review", 0)]),
        (2, 15, [("review", 3), ("expiring", 15)]),
        (-8, 0, [("review", 0), ("expiring", 0)]),
        (-8, -1, [("expired", 0)]),
    ],
)
def test_the_nearest_notice_of_each_day_is_due(review: int, last: int | None, expected: list[tuple[str, int]]) -> None:
    """Fifteen and three days before, and on the day; after the last day only that it is over."""
    article = publish(Article(), validity(first=-30, last=last, review=review))
    due = due_notices(article, TODAY)
    assert [(each.kind, each.days_before) for each in due] == expected
    assert all(isinstance(each, DueNotice) for each in due)
