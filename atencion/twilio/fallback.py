"""`atencion twilio fallback`: documents for callers while our system is down, to be hosted elsewhere.

Owns their content: the line's apology, then its fallback number. They have no address of ours, because they are used
while we are down.
"""

from pathlib import Path

from twilio.twiml.voice_response import Dial, VoiceResponse

from atencion.errors import TwilioRefused
from config.os_errors import describe_os_error
from config.settings import Settings
from config.site.calls.lines import Line
from config.site.loader import load_site
from config.site.model import Site
from telephony.phone_numbers import to_e164

LANGUAGE = "es-MX"
"""American Spanish; Twilio has no Colombian voice (twilio.com/docs/voice/twiml/say)."""
_RING_TIMEOUT_S = 30


def twiml_of(line: Line, site: Site, sounds: str | None = None) -> str:
    """Return the TwiML of a line: its apology, then its fallback number.

    `sounds` is the folder that hosts the apologies, each ``<prompt>.wav``; None lets Twilio's voice read them.
    """
    answer = VoiceResponse()
    if sounds is None:
        answer.say(site.prompts[line.apology_prompt].text, language=LANGUAGE)
    else:
        answer.play(f"{sounds.rstrip('/')}/{line.apology_prompt}.wav")
    if line.fallback is not None:
        answer.append(_dial(line.fallback))
    answer.hangup()
    return f"{answer}\n"


def _dial(address: str) -> Dial:
    """Dial a number through the telephone network, anything else by SIP."""
    dial = Dial(timeout=_RING_TIMEOUT_S)
    number = to_e164(address)
    if number is None:
        dial.sip(address)
    else:
        dial.number(number)
    return dial


def run_fallback(settings: Settings, folder: Path, sounds: str | None) -> None:
    """Write a document for each line and print the next steps.

    Raises:
        ConfigError: the site has errors.
        TwilioRefused: the folder cannot be written.
    """
    site = load_site(settings.site)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for line in site.lines.values():
            (folder / f"{line.id}.xml").write_text(twiml_of(line, site, sounds), encoding="utf-8")
    except OSError as error:
        raise TwilioRefused(
            f"No se puede escribir en {folder} ({describe_os_error(error)}): revise --folder."
        ) from error
    print(f"En {folder} quedaron los documentos de {len(site.lines)} líneas: publíquelos fuera de aquí, por https.")
    if without_fallback := [line.id for line in site.lines.values() if line.fallback is None]:
        print(
            "Sin número de último recurso, solo se disculpan y cuelgan: "
            f"{', '.join(without_fallback)} (fallback, en lines.yaml)."
        )
    print("Luego: atencion twilio setup --fallback-url https://…/carpeta")
