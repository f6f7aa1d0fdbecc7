"""Facts of unused accounts and of reviews of the access log. Pure.

``user`` is the login concerned; the envelope says who acted. No fact contains the name of a person, nor the text of a
review.
"""

from eventlog.facts.base import Fact


class AccountDormancyWarned(Fact, frozen=True, kw_only=True):
    """A person was warned that their account will be disabled because it is not used.

    ``disables_on`` is the local day, ISO 8601, from which the account may be disabled.
    """

    user: str
    disables_on: str


class DormantAccountDisabled(Fact, frozen=True, kw_only=True):
    """An account was disabled because it was not used; UserDisabled follows.

    ``unused_since`` is the local day, ISO 8601, of the last use; ``days`` are those since then.
    """

    user: str
    unused_since: str
    days: int


class AccessLogReviewed(Fact, frozen=True, kw_only=True):
    """A person signed the review of a period of the access log.

    Attributes:
        review: its number.
        first_day: of the period, ISO 8601.
        last_day: of the period, included, ISO 8601.
        rows: number of rows of the log in the period.
        rows_digest: SHA-256 over the rows, hex.
        users_digest: SHA-256 of the entity's list of users, hex.
        here_only: accounts that can be used here and are not in the list.
        there_only: users of the list without an account here.
        differing: accounts whose state differs.
        digest: SHA-256 of the signed content, hex.
    """

    review: str
    first_day: str
    last_day: str
    rows: int
    rows_digest: str
    users_digest: str
    here_only: int
    there_only: int
    differing: int
    digest: str


AccountFact = AccountDormancyWarned | DormantAccountDisabled | AccessLogReviewed
