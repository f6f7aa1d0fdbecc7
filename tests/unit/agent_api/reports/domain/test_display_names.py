"""The names of people in reports."""

from agent_api.reports.domain.display_names import display_names


def test_unique_name_is_shown_alone() -> None:
    """A unique name is shown alone; names are sorted without regard to accents and capitals."""
    names = {"z1": "Ana Gómez", "a1": "Óscar Niño", "b1": "pedro Díaz", "c1": "Zoila Paz"}
    assert list(display_names(names).items()) == [
        ("z1", "Ana Gómez"),
        ("a1", "Óscar Niño"),
        ("b1", "pedro Díaz"),
        ("c1", "Zoila Paz"),
    ]


def test_equal_names_are_shown_with_login() -> None:
    """Names that differ only in accents, capitals or spaces count as equal and are shown with the login."""
    names = {"ana2": "ana  gomez", "ana1": "Ana Gómez", "eva": "Eva Ruiz"}
    assert display_names(names) == {"ana1": "Ana Gómez (ana1)", "ana2": "ana gomez (ana2)", "eva": "Eva Ruiz"}
