"""What reports call people."""

from agent_api.reports.domain.display_names import display_names


def test_who_bears_a_name_alone_is_called_by_it() -> None:
    """In the order of the alphabet, in which accents and capitals do not count."""
    names = {"z1": "Ana Gómez", "a1": "Óscar Niño", "b1": "pedro Díaz", "c1": "Zoila Paz"}
    assert list(display_names(names).items()) == [
        ("z1", "Ana Gómez"),
        ("a1", "Óscar Niño"),
        ("b1", "pedro Díaz"),
        ("c1", "Zoila Paz"),
    ]


def test_who_shares_a_name_is_told_apart_by_the_login() -> None:
    """Names are one where an accent, a capital or a space is all that differs; nobody else bears a login."""
    names = {"ana2": "ana  gomez", "ana1": "Ana Gómez", "eva": "Eva Ruiz"}
    assert display_names(names) == {"ana1": "Ana Gómez (ana1)", "ana2": "ana gomez (ana2)", "eva": "Eva Ruiz"}
