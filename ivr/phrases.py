"""Phrases in spoken Colombian Spanish for opening times, waits, dates, amounts and states of a petition. Pure.

Owns the phrases and their order. Each is recorded whole, so that the voice sounds natural: the most frequent ones,
openings on the hour and the half hour, have no joint within the time of day. It must not know how they are rendered.
"""

from datetime import date, datetime
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
TICKET_STATES: Final = {
    "filed": "Su petición está recibida y la tiene la línea telefónica.",
    "received": "Su petición está en estudio en el canal escrito.",
    "in_area": "Su petición está en estudio en el área que la debe responder.",
    "in_review": "El área ya dio su concepto y la respuesta a su petición está en revisión.",
    "ready": "La respuesta a su petición ya está escrita y falta enviarla.",
    "sending": "La respuesta a su petición está lista y se está enviando.",
    "incomplete": "Su petición está detenida: hace falta que usted la complete.",
    "first_contact": "Su petición se respondió en la misma llamada en que la presentó.",
    "answered": "Su petición ya se respondió.",
    "transferred": "Su petición se trasladó a la entidad competente, que es la que debe responderle.",
    "withdrawn": "Su petición se archivó porque se desistió de ella; puede presentarla otra vez.",
}
"""Sentence of each state of a petition, and of each outcome of a closed one."""
FIRST_YEAR, LAST_YEAR = 2020, 2045
"""Years that are said in a date; the sounds of a date in another year omit it."""
_WHOLE_WORDS: Final = range(1, 30)
_HUNDREDS: Final = (
    *("ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos"),
    *("seiscientos", "setecientos", "ochocientos", "novecientos"),
)
_ALL_TENS: Final = {**TENS, 6: "sesenta", 7: "setenta", 8: "ochenta", 9: "noventa"}
_LARGEST_AMOUNT: Final = 999_999_999_999


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


def state_sounds(state: str) -> tuple[str, ...]:
    """Return the key of the state of a petition; an unknown one has none."""
    return (f"estado.{state}",) if state in TICKET_STATES else ()


def date_sounds(day: date) -> tuple[str, ...]:
    """Return the keys of a date: «primero» «de diciembre» «de dos mil veintiséis»."""
    year = (f"ano.{day.year}",) if FIRST_YEAR <= day.year <= LAST_YEAR else ()
    return f"fecha.{day.day}", f"mes.{day.month}", *year


def money_sounds(pesos: int) -> tuple[str, ...]:
    """Return the keys of an amount of pesos, from zero to a million millions: «dos millones» «trescientos mil» «pesos».

    Raises:
        ValueError: the amount is not in that range.
    """
    if not 0 <= pesos <= _LARGEST_AMOUNT:
        raise ValueError("no words for this amount")
    if pesos == 0:
        return "cantidad.0", "cantidad.pesos"
    millions, rest = divmod(pesos, 1_000_000)
    if not rest:
        return (*_million_sounds(millions), "cantidad.de_pesos")
    return (*_million_sounds(millions), *_thousand_sounds(rest), "cantidad.pesos" if pesos > 1 else "cantidad.peso")


def _million_sounds(millions: int) -> tuple[str, ...]:
    if millions == 0:
        return ()
    return ("cantidad.millon",) if millions == 1 else (*_thousand_sounds(millions), "cantidad.millones")


def _thousand_sounds(number: int) -> tuple[str, ...]:
    """Return the keys of a number from 1 to 999,999; «mil» has no «un» before it."""
    thousands, rest = divmod(number, 1000)
    before = _hundred_sounds(thousands) if thousands > 1 else ()
    return (*before, *(("cantidad.mil",) if thousands else ()), *_hundred_sounds(rest))


def _hundred_sounds(number: int) -> tuple[str, ...]:
    """Return the keys of a number from 0 to 999 before a noun; zero has none."""
    hundreds, rest = divmod(number, 100)
    if number == 100:
        return ("cantidad.100",)
    hundred = (f"cantidad.{hundreds}00.y",) if hundreds else ()
    if rest == 0 or rest in _WHOLE_WORDS:
        return (*hundred, *((f"cantidad.{rest}",) if rest else ()))
    tens, units = divmod(rest, 10)
    ten = (f"cantidad.{tens}0.y", f"cantidad.{units}") if units else (f"cantidad.{tens}0",)
    return (*hundred, *ten)


def _amount_phrases() -> dict[str, str]:
    """Return the words of amounts; «uno» is «un» before «millones» and «pesos»."""
    units = {number: number_words(number).replace("uno", "un").replace("iun", "iún") for number in _WHOLE_WORDS}
    return {
        "cantidad.0": "cero",
        **{f"cantidad.{number}": text for number, text in units.items()},
        **{f"cantidad.{tens}0": text for tens, text in _ALL_TENS.items()},
        **{f"cantidad.{tens}0.y": f"{text} y" for tens, text in _ALL_TENS.items()},
        "cantidad.100": "cien",
        **{f"cantidad.{hundreds}00.y": text for hundreds, text in enumerate(_HUNDREDS, 1)},
        "cantidad.mil": "mil",
        "cantidad.millon": "un millón",
        "cantidad.millones": "millones",
        "cantidad.peso": "peso",
        "cantidad.pesos": "pesos",
        "cantidad.de_pesos": "de pesos",
    }


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
        **{f"estado.{state}": text for state, text in TICKET_STATES.items()},
        **{f"ano.{year}": f"de dos mil {number_words(year - 2000)}." for year in range(FIRST_YEAR, LAST_YEAR + 1)},
        **_amount_phrases(),
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
