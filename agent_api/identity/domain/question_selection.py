"""Draw the questions to ask from those that the record can answer, never the same set twice in a row. Pure.

Owns the draw. Randomness comes in as a text, so that equal inputs give equal questions.
"""

import hashlib
from collections.abc import Collection

from config.site.customers.identity import IdentityDatum, IdentityRules


def select_questions(
    rules: IdentityRules, available_data: Collection[IdentityDatum], previous_questions: Collection[str], seed: str
) -> tuple[str, ...] | None:
    """Return the ids of the questions to ask, the mandatory ones first; None if the record allows fewer than two sets.

    ``previous_questions`` is the last set that this customer was asked, in this call or another. ``seed`` must be
    unguessable, or a caller could guess the questions.
    """
    able = [each.id for each in rules.questions.values() if each.datum in available_data]
    by_lot = sorted(set(able).difference(rules.always), key=lambda id_: _random_key(seed, id_))
    count = rules.ask - len(rules.always)
    if len(by_lot) <= count or not set(rules.always) <= set(able):
        return None
    selected = (*rules.always, *by_lot[:count])
    return (*selected[:-1], by_lot[count]) if set(selected) == set(previous_questions) else selected


def _random_key(seed: str, question: str) -> bytes:
    return hashlib.sha256(f"{seed}\0{question}".encode()).digest()
