"""When a line opens next, in the pieces of Colombian Spanish that are spoken one after another.

Owns the pieces and their order. Each is a whole phrase, so that the voice sounds natural: what is said most, openings
on the hour and the half hour, needs no joint within the time of day. It must not know how a piece becomes sound.
"""

from datetime import datetime
from typing import Final

WEEKDAYS: Final = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
WEEKDAY_KEYS: Final = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
MONTHS: Final = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
SMALL_NUMBERS: Final = (
    *("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
    *("diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve"),
    *("veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco"),
    *("veintiséis", "veintisiete", "veintiocho", "veintinueve"),
)
TENS: Final = {3: "treinta", 4: "cuarenta", 5: "cincuenta"}
PARTS: Final = {"manana": "de la mañana", "dia": "del día", "tarde": "de la tarde", "noche": "de la noche"}
WHOLE_MINUTES: Final = (0, 30)
"""Minutes for which the time of day is one piece."""


def opening_sounds(now: datetime, opens_at: datetime) -> tuple[str, ...]:
    """Keys of the pieces that say when a line opens: «Abrimos mañana» «a las siete de la mañana».

    Args:
        now: an aware moment.
        opens_at: the next opening, aware, in the time zone in which it is to be said.

    Returns:
        Keys of all_spoken, in order.
    """
    days_ahead = (opens_at.date() - now.astimezone(opens_at.tzinfo).date()).days
    return (*_day_sounds(days_ahead, opens_at), *_time_sounds(opens_at.hour, opens_at.minute))


def all_spoken() -> dict[str, str]:
    """Every piece that opening_sounds may name, and its text."""
    return {
        "abrimos.hoy": "Abrimos hoy",
        "abrimos.manana": "Abrimos mañana",
        **{f"abrimos.{key}": f"Abrimos el {day}" for key, day in zip(WEEKDAY_KEYS, WEEKDAYS, strict=True)},
        **{f"fecha.{day}": "primero" if day == 1 else number_words(day) for day in range(1, 32)},
        **{f"mes.{month}": f"de {name}," for month, name in enumerate(MONTHS, 1)},
        **{_whole_key(hour, minute): _whole_text(hour, minute) for hour in range(24) for minute in WHOLE_MINUTES},
        **{f"hora.{hour}": _hour_text(hour) for hour in range(1, 13)},
        **{f"minuto.{minute}": f"y {number_words(minute)}" for minute in range(1, 60) if minute not in WHOLE_MINUTES},
        **{f"parte.{key}": f"{text}." for key, text in PARTS.items()},
    }


def number_words(number: int) -> str:
    """A number from 0 to 59 in words.

    Raises:
        ValueError: the number is not in that range.
    """
    if not 0 <= number < 60:
        raise ValueError(f"no words for {number}")
    if number < len(SMALL_NUMBERS):
        return SMALL_NUMBERS[number]
    tens, units = divmod(number, 10)
    return f"{TENS[tens]} y {SMALL_NUMBERS[units]}" if units else TENS[tens]


def _day_sounds(days_ahead: int, opens_at: datetime) -> tuple[str, ...]:
    if days_ahead == 0:
        return ("abrimos.hoy",)
    if days_ahead == 1:
        return ("abrimos.manana",)
    return f"abrimos.{WEEKDAY_KEYS[opens_at.weekday()]}", f"fecha.{opens_at.day}", f"mes.{opens_at.month}"


def _time_sounds(hour: int, minute: int) -> tuple[str, ...]:
    if minute in WHOLE_MINUTES:
        return (_whole_key(hour, minute),)
    return f"hora.{_on_the_clock(hour)}", f"minuto.{minute}", f"parte.{_part(hour)}"


def _whole_key(hour: int, minute: int) -> str:
    return f"hora.{hour:02}{minute:02}"


def _whole_text(hour: int, minute: int) -> str:
    half = " y media" if minute else ""
    return f"{_hour_text(_on_the_clock(hour))}{half} {PARTS[_part(hour)]}."


def _hour_text(hour: int) -> str:
    return "a la una" if hour == 1 else f"a las {number_words(hour)}"


def _on_the_clock(hour: int) -> int:
    """The hour of the day as the face of a clock shows it."""
    return (hour - 1) % 12 + 1


def _part(hour: int) -> str:
    """The part of the day, as it is said in Colombia: noon is «del día», midnight «de la noche»."""
    if hour == 12:
        return "dia"
    if hour == 0 or hour >= 19:
        return "noche"
    return "manana" if hour < 12 else "tarde"
