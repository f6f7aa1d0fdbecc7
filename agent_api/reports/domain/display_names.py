"""What a report calls people. Pure.

Owns the rule: by the name that people know, and by the login only where two share a name.
"""

from collections import Counter
from collections.abc import Mapping

from agent_api.kit.text import fold_accents


def display_names(names: Mapping[str, str]) -> dict[str, str]:
    """What a report calls each of them, by login, in the order of the alphabet.

    Args:
        names: of everybody, by login. Two names are one where they differ in accents, capitals or spaces alone.
    """
    tidy = {login: " ".join(name.split()) for login, name in names.items()}
    name_counts = Counter(map(fold_accents, tidy.values()))
    labels = {
        login: name if name_counts[fold_accents(name)] == 1 else f"{name} ({login})" for login, name in tidy.items()
    }
    return dict(sorted(labels.items(), key=lambda each: (fold_accents(each[1]), each[0])))
