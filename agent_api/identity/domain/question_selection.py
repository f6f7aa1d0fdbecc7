"""Which questions are asked: drawn by lot from those that the record can answer, never the same set as last time. Pure.

Owns the draw. Chance comes in as a text, so that equal values give equal questions.
"""

import hashlib
from collections.abc import Collection

from config.site.customers.identity import IdentityDatum, IdentityRules


def select_questions(
    rules: IdentityRules, available_data: Collection[IdentityDatum], previous_questions: Collection[str], seed: str
) -> tuple[str, ...] | None:
    """A set of questions.

    Args:
        rules: of the site.
        available_data: the data that the record can answer for.
        previous_questions: ids of the set that this customer was asked before, in this call or another; empty for none.
        seed: chance; whoever cannot guess it cannot guess the questions.

    Returns:
        Their ids, those of every set first; None where the record holds too little for two different sets.
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
