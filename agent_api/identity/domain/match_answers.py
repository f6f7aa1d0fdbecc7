"""Compare a caller's answer with the record. Pure.

Owns the tolerance of each datum: accents, capitals, order of names, words that sound alike, forms of numbers, ways to
say a date or a street. It must not reveal the right answer, nor store any.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from agent_api.customers.domain.phonetics import deletion_variants, name_words, sound_key
from agent_api.identity.domain.match_addresses import matches_address
from agent_api.identity.domain.match_dates import matches_date
from agent_api.kit.text import alphanumerics, digits, fold_accents, tokens
from config.site.customers.identity import IdentityDatum
from telephony.phone_numbers import to_e164

LONGEST_ANSWER: Final = 200
_WHOLE_NAME: Final = 3  # one word of a longer name is optional
_WORDS_OF_OTHER_NAME: Final = 2  # words that the caller must know of another person's name
_KINDS: Final = ("cc", "ti", "ce", "pa", "ppt", "nit", "cedula", "pasaporte", "documento")
_PLACE_FILLERS: Final = frozenset(
    {"de", "del", "d", "c", "dc", "distrito", "capital", "municipio", "ciudad", "la", "el"}
)
_PLACE_ALIASES: Final = {
    "barranco minas": "barrancominas",
    "buga": "guadalajara de buga",
    "cartagena": "cartagena de indias",
    "codazzi": "agustin codazzi",
    "cuaspud": "cuaspud carlosama",
    "cucuta": "san jose de cucuta",
    "guican": "guican de la sierra",
    "lopez": "lopez de micay",
    "manaure": "manaure balcon del cesar",
    "mariquita": "san sebastian de mariquita",
    "mompos": "santa cruz de mompox",
    "mompox": "santa cruz de mompox",
    "piendamo": "piendamo tunia",
    "purisima": "purisima de la concepcion",
    "san pedro": "san pedro de los milagros",
    "san vicente": "san vicente ferrer",
    "since": "san luis de since",
    "sotara": "sotara paispamba",
    "tolu": "santiago de tolu",
    "tolu viejo": "san jose de toluviejo",
    "toluviejo": "san jose de toluviejo",
    "tumaco": "san andres de tumaco",
    "ubate": "villa de san diego de ubate",
}
"""Official names of places by their short names; some short names are also the official name of another place."""
_PROGRAMME_FILLERS: Final = frozenset({"credito", "programa", "linea", "de", "del", "en", "el", "la", "para", "un"})
_SPELT_SIGNS: Final = ((" arroba ", "@"), (" punto ", "."), (" guion bajo ", "_"), (" guion ", "-"))
_FEWEST_FIGURES: Final = 4


def matches_datum(datum: IdentityDatum, expected: Sequence[str], answer: str) -> bool:
    """Return whether an answer matches any of the record's values; without values no answer matches."""
    if not answer.strip() or len(answer) > LONGEST_ANSWER:
        return False
    return any(_MATCHERS[datum](answer, each) for each in expected)


def _document(answer: str, expected: str) -> bool:
    if expected.isdecimal():
        return digits(answer).lstrip("0") == expected
    number = alphanumerics(answer)
    return number == alphanumerics(expected) or any(number == f"{kind}{alphanumerics(expected)}" for kind in _KINDS)


def _whole_name(answer: str, expected: str) -> bool:
    count = len(name_words(expected))
    return _match_names(answer, expected, count if count <= _WHOLE_NAME else count - 1)


def _other_name(answer: str, expected: str) -> bool:
    return _match_names(answer, expected, min(_WORDS_OF_OTHER_NAME, len(name_words(expected))))


def _match_names(answer: str, expected: str, fewest: int) -> bool:
    """Return whether every word said is a word of the name, in any order, and there are enough of them."""
    remaining = [sound_key(each) for each in name_words(expected)]
    sounds = [sound_key(each) for each in name_words(answer)]
    for sound in sounds:
        matching_sound = next(
            (each for each in (sound, *remaining) if each in remaining and _sound_alike(each, sound)), None
        )
        if matching_sound is None:
            return False
        remaining.remove(matching_sound)
    return bool(sounds) and len(sounds) >= fewest


def _sound_alike(one: str, other: str) -> bool:
    """Return whether two sounds differ by at most one letter; short ones must be equal."""
    return one == other or bool(set(deletion_variants(one)).intersection(deletion_variants(other)))


def _birth_date(answer: str, expected: str) -> bool:
    return matches_date(answer, date.fromisoformat(expected))


def _municipality(answer: str, expected: str) -> bool:
    """Match the municipality, with or without its department."""
    name, _, department = expected.partition(",")
    spoken_names = [
        _sounds(each, _PLACE_FILLERS) for each in (answer, _PLACE_ALIASES.get(" ".join(tokens(answer)), ""))
    ]
    right_names = (_sounds(name, _PLACE_FILLERS), _sounds(f"{name} {department}", _PLACE_FILLERS))
    return any(each in right_names for each in spoken_names if each)


def _programme(answer: str, expected: str) -> bool:
    sounds = set(_sounds(answer, _PROGRAMME_FILLERS))
    return bool(sounds) and sounds == set(_sounds(expected, _PROGRAMME_FILLERS))


def _sounds(text: str, fillers: frozenset[str]) -> list[str]:
    return [sound_key(each) for each in tokens(text) if each not in fillers]


def _phone(answer: str, expected: str) -> bool:
    sign = "+" if answer.strip().startswith("+") else ""
    return to_e164(f"{sign}{digits(answer)}") == expected


def _email(answer: str, expected: str) -> bool:
    address = f" {fold_accents(answer)} "
    for word, sign in _SPELT_SIGNS:
        address = address.replace(word, sign)
    return "".join(address.split()) == fold_accents(expected)


def _credit(answer: str, expected: str) -> bool:
    """Match the credit number with its letters, or its digits alone."""
    number = alphanumerics(answer)
    if number == alphanumerics(expected):
        return True
    return number.isdecimal() and len(number) >= _FEWEST_FIGURES and number == digits(expected)


_MATCHERS: Final[Mapping[IdentityDatum, Callable[[str, str], bool]]] = MappingProxyType(
    {
        "document": _document,
        "name": _whole_name,
        "birth_date": _birth_date,
        "address": matches_address,
        "municipality": _municipality,
        "phone": _phone,
        "email": _email,
        "credit": _credit,
        "programme": _programme,
        "co_debtor": _other_name,
        "beneficiary": _other_name,
    }
)
