"""Phrases in spoken Colombian Spanish for opening times and waits. Pure.

Owns the phrases and their order. Each is recorded whole, so that the voice sounds natural: the most frequent ones,
openings on the hour and the half hour, have no joint within the time of day. It must not know how they are rendered.
"""

from datetime import datetime
from typing import Final

from config.spanish_dates import MONTHS, WEEKDAYS

WEEKDAY_KEYS: Final = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
SMALL_NUMBERS: Final = (
    *("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
    *("diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve"),
    *("veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco"),
    *("veintiséis", "veintisiete", "veintiocho", "veintinueve"),
)
TENS: Final = {3: "treinta", 4: "cuarenta", 5: "cincuenta"}
DAY_PARTS: Final = {"manana": "de la mañana", "dia": "del día", "tarde": "de la tarde", "noche": "de la noche"}
WHOLE_MINUTES: Final = (0, 30)
"""Minutes for which the time of day is one phrase."""
LAST_POSITION: Final = 30
"""Last place in a queue that is announced by number."""
WAITS_MIN: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30)
"""Announced waits in minutes; a wait in between is rounded up, so that the announced wait is not too short."""
MINUTE_MS: Final = 60_000
CALL_BACKS: Final = {
    "offer": (
        "Si prefiere no esperar, le devolvemos la llamada y usted conserva su turno. Para pedirla, marque uno, "
        "y le preguntaremos a qué número. Para seguir en la línea, espere."
    ),
    "ask": (
        "Marque los diez números del celular o del teléfono fijo al que le llamamos. "
        "Al terminar, marque la tecla numeral."
    ),
    "heard": "El número que marcó es:",
    "confirm": "Si está bien, marque uno. Para marcarlo de nuevo, marque dos.",
    "again": "No le escuchamos ningún número.",
    "refused": "A ese número no le podemos llamar.",
    "give_up": "No pudimos tomar el número. Siga en la línea, por favor, y le atenderemos en su turno.",
    "open": "A ese número ya le debemos una llamada. Siga en la línea, por favor, y le atenderemos en su turno.",
    "capped": (
        "En este momento no podemos programar más llamadas. Siga en la línea, por favor, y le atenderemos en su turno."
    ),
}
"""Default sentences about call-backs, by name; prompts of the site may replace each."""


def opening_sounds(now: datetime, opens_at: datetime) -> tuple[str, ...]:
    """Return the keys, in order, for the next opening: «Abrimos mañana» «a las siete de la mañana».

    Both moments are aware; the time zone of ``opens_at`` is the spoken one.
    """
    days_ahead = (opens_at.date() - now.astimezone(opens_at.tzinfo).date()).days
    return (*_day_sounds(days_ahead, opens_at), *_time_sounds(opens_at.hour, opens_at.minute))


def position_sounds(position: int) -> tuple[str, ...]:
    """Return the key for a place in the queue, from 1: «Su llamada es la número tres en turno.»."""
    return (f"turno.{position}",) if position <= LAST_POSITION else ("turno.lejos",)


def wait_sounds(estimate_ms: int) -> tuple[tuple[str, ...], int]:
    """Return the key for an estimated wait, rounded up to a spoken value, and that value in ms.

    A negative estimate is unknown: the result is no key and -1.
    """
    if estimate_ms < 0:
        return (), -1
    announced_min = next((minutes for minutes in WAITS_MIN if estimate_ms <= minutes * MINUTE_MS), None)
    if announced_min is None:
        return ("espera.larga",), WAITS_MIN[-1] * MINUTE_MS
    return (f"espera.{announced_min}",), announced_min * MINUTE_MS


def digit_sounds(number: str) -> tuple[str, ...]:
    """Return the keys that read a number digit by digit."""
    return tuple(f"cifra.{digit}" for digit in number if digit in "0123456789")


def all_phrases() -> dict[str, str]:
    """Return every phrase by key."""
    return {
        "abrimos.hoy": "Abrimos hoy",
        "abrimos.manana": "Abrimos mañana",
        **{f"abrimos.{key}": f"Abrimos el {day}" for key, day in zip(WEEKDAY_KEYS, WEEKDAYS, strict=True)},
        **{f"fecha.{day}": "primero" if day == 1 else number_words(day) for day in range(1, 32)},
        **{f"mes.{month}": f"de {name}," for month, name in enumerate(MONTHS, 1)},
        **{_whole_key(hour, minute): _whole_text(hour, minute) for hour in range(24) for minute in WHOLE_MINUTES},
        **{f"hora.{hour}": _hour_text(hour) for hour in range(1, 13)},
        **{f"minuto.{minute}": f"y {number_words(minute)}" for minute in range(1, 60) if minute not in WHOLE_MINUTES},
        **{f"parte.{key}": f"{text}." for key, text in DAY_PARTS.items()},
        **{f"turno.{position}": _position_text(position) for position in range(1, LAST_POSITION + 1)},
        "turno.lejos": f"Hay más de {number_words(LAST_POSITION)} llamadas antes de la suya.",
        **{f"espera.{minutes}": _wait_text(minutes) for minutes in WAITS_MIN},
        **{f"cifra.{digit}": f"{number_words(digit)}." for digit in range(10)},
        **{f"devolucion.{name}": text for name, text in CALL_BACKS.items()},
        "espera.larga": f"La espera puede ser de más de {number_words(WAITS_MIN[-1])} minutos.",
    }


def number_words(number: int) -> str:
    """Return a number from 0 to 59 in words.

    Raises:
        ValueError: the number is not in that range.
    """
    if not 0 <= number < 60:
        raise ValueError(f"no words for {number}")
    if number < len(SMALL_NUMBERS):
        return SMALL_NUMBERS[number]
    tens, units = divmod(number, 10)
    return f"{TENS[tens]} y {SMALL_NUMBERS[units]}" if units else TENS[tens]


def _position_text(position: int) -> str:
    """Return the sentence for a place; the first place is named without a number."""
    return (
        "Su llamada es la próxima." if position == 1 else f"Su llamada es la número {number_words(position)} en turno."
    )


def _wait_text(minutes: int) -> str:
    if minutes == 1:
        return "La espera es de menos de un minuto."
    return f"La espera es de unos {number_words(minutes)} minutos."


def _day_sounds(days_ahead: int, opens_at: datetime) -> tuple[str, ...]:
    if days_ahead == 0:
        return ("abrimos.hoy",)
    if days_ahead == 1:
        return ("abrimos.manana",)
    return f"abrimos.{WEEKDAY_KEYS[opens_at.weekday()]}", f"fecha.{opens_at.day}", f"mes.{opens_at.month}"


def _time_sounds(hour: int, minute: int) -> tuple[str, ...]:
    if minute in WHOLE_MINUTES:
        return (_whole_key(hour, minute),)
    return f"hora.{_clock_hour(hour)}", f"minuto.{minute}", f"parte.{_day_part(hour)}"


def _whole_key(hour: int, minute: int) -> str:
    return f"hora.{hour:02}{minute:02}"


def _whole_text(hour: int, minute: int) -> str:
    half = " y media" if minute else ""
    return f"{_hour_text(_clock_hour(hour))}{half} {DAY_PARTS[_day_part(hour)]}."


def _hour_text(hour: int) -> str:
    return "a la una" if hour == 1 else f"a las {number_words(hour)}"


def _clock_hour(hour: int) -> int:
    """Return the hour on a 12-hour clock."""
    return (hour - 1) % 12 + 1


def _day_part(hour: int) -> str:
    """Return the part of the day in Colombian usage: noon is «del día», midnight «de la noche»."""
    if hour == 12:
        return "dia"
    if hour == 0 or hour >= 19:
        return "noche"
    return "manana" if hour < 12 else "tarde"
