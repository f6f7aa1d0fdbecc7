"""`atencion call`: place one real call with our own phone, and print its events.

Owns the first and the last message. The phone is `telephony.softphone.scripted_users`.
"""

from telephony.softphone.scripted_users import CallReport, KeyPress, ScriptedCaller

_REFUSALS = {
    **dict.fromkeys((401, 403), "La central solo recibe llamadas de las troncales de su sitio (sources.yaml)."),
    404: "La central no conoce ese número.",
    486: "La central está ocupada.",
    503: "La central no recibe más llamadas en este momento: intente de nuevo.",
    0: "La central no respondió: ¿está corriendo «atencion demo», y en ese puerto?",
}


async def run_call(uri: str, digits: str, seconds: float, pause_s: float, number: str) -> bool:
    """Place a call, print its events, and return whether it was answered.

    Args:
        uri: the called address.
        digits: keys to press, one by one.
        seconds: time to stay after the answer.
        pause_s: wait before each key.
        number: the caller's.

    Raises:
        TelephonyError: the phone cannot open its ports.
    """
    print(f"Llamada a {uri}", flush=True)
    caller = ScriptedCaller(user=number)
    caller.phone.on_event = lambda happened: print(f"  {happened}", flush=True)
    report = await caller.place_call(uri, [KeyPress(digit, pause_s) for digit in digits], seconds)
    print(call_summary(report))
    return report.is_answered


def call_summary(report: CallReport) -> str:
    """Return one sentence, in Spanish, about the outcome of a call."""
    if not report.is_answered:
        return _REFUSALS.get(report.status, f"La central no aceptó la llamada (SIP {report.status}).")
    duration = report.events[-1].at_s - (report.time_of("answered") or 0.0)
    return f"La llamada duró {duration:.1f} s.".replace(".", ",", 1)
