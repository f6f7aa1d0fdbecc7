"""Names of people in a report. Pure.

A person appears by name, and by login only if two share a name.
"""

from collections import Counter
from collections.abc import Mapping

from agent_api.kit.text import fold_accents


def display_names(names: Mapping[str, str]) -> dict[str, str]:
    """Return the display name of each login, in alphabetical order.

    Names are equal if they differ only in accents, case or spaces.
    """
    tidy = {login: " ".join(name.split()) for login, name in names.items()}
    name_counts = Counter(map(fold_accents, tidy.values()))
    labels = {
        login: name if name_counts[fold_accents(name)] == 1 else f"{name} ({login})" for login, name in tidy.items()
    }
    return dict(sorted(labels.items(), key=lambda each: (fold_accents(each[1]), each[0])))
