"""Where a site uses each prompt, in words. Pure."""

from collections.abc import Iterator

from agent_api.kit import labels
from config.site.calls.menu_steps.steps import MenuStep, edges_of
from config.site.calls.menus import Menu
from config.site.calls.queues import Queue
from config.site.model import Site
from config.site.practice_campaign import PRACTICE, turn_id
from config.site.samples import CALLER_KEY

Usage = tuple[str, str]
"""A prompt, and the place that plays it."""


def find_usages(site: Site) -> dict[str, list[str]]:
    """Return the places that play each prompt; a prompt that is not among the keys is not used."""
    places: dict[str, list[str]] = {}
    for prompt, place in (
        *_of_lines(site),
        *_of_menus(site),
        *_of_steps(site),
        *_of_queues(site),
        *_of_others(site),
        *_of_practice(site),
    ):
        places.setdefault(prompt, []).append(place)
    return places


def _of_lines(site: Site) -> Iterator[Usage]:
    for line in site.lines.values():
        for prompt, part in (
            (line.greeting, "saludo"),
            (line.notice, "aviso de grabación"),
            (line.closed_prompt, "fuera de horario"),
            (line.goodbye_prompt, "despedida"),
            (line.apology_prompt, "disculpa por una falla"),
        ):
            yield prompt, f"«{line.name}»: {part}"


def _of_menus(site: Site) -> Iterator[Usage]:
    for menu in site.menus.values():
        yield from _of_menu(menu)


def _of_menu(menu: Menu) -> Iterator[Usage]:
    for prompt, part in (
        (menu.prompt, "opciones"),
        (menu.silence_prompt, "silencio"),
        (menu.wrong_key_prompt, "tecla equivocada"),
        (menu.fallback_prompt, "paso a un asesor"),
    ):
        yield prompt, f"Menú «{menu.id}»: {part}"
    for key, option in menu.options.items():
        if option.information:
            yield option.information, f"Menú «{menu.id}»: tecla {key}, {option.label}"


def _of_steps(site: Site) -> Iterator[Usage]:
    for step in site.steps.values():
        for prompt, part in _of_step(step):
            yield prompt, f"Paso «{step.name}»: {part}"
        for edge in edges_of(step):
            if edge.target.information:
                yield edge.target.information, f"Paso «{step.name}»: despedida"


def _of_step(step: MenuStep) -> Iterator[Usage]:
    if step.collect is not None:
        yield step.collect.prompt, "pregunta"
        yield step.collect.silence_prompt, "silencio"
        yield step.collect.invalid_prompt, "dato equivocado"
    if step.lookup is not None:
        yield step.lookup.wait_prompt, "espera de la respuesta"
    for part in step.say.parts if step.say is not None else ():
        if not part.startswith("{"):
            yield part, "respuesta"


def _of_queues(site: Site) -> Iterator[Usage]:
    for queue in site.queues.values():
        yield from _of_queue(queue)


def _of_queue(queue: Queue) -> Iterator[Usage]:
    yield queue.wait_prompt, f"Cola «{queue.name}»: espera"
    yield queue.music, f"Cola «{queue.name}»: música"
    for reason_and_target in queue.overflow.items():
        target = reason_and_target[1]
        if prompt := target.message or target.voice_message:
            yield prompt, f"Cola «{queue.name}»: desborde"


def _of_practice(site: Site) -> Iterator[Usage]:
    if site.practice is None:
        return
    yield PRACTICE, "Práctica: saludo y espera"
    for scenario in site.practice.scenarios.values():
        for turn in range(len(scenario.turns)):
            yield f"{CALLER_KEY}{turn_id(scenario.id, turn, site.practice)}", f"Práctica «{scenario.name}»: quien llama"


def _of_others(site: Site) -> Iterator[Usage]:
    if site.call_backs:
        backs = site.call_backs
        named = [(backs.offer_prompt, "oferta"), (backs.promise_prompt, "promesa"), (backs.advisor_prompt, "al asesor")]
        yield from ((prompt, f"Devolución de llamada: {part}") for prompt, part in named)
        yield from ((prompt, "Devolución de llamada") for prompt in backs.sentences.values())
    if site.voice_messages:
        voice = site.voice_messages
        named = [(voice.prompt, "antes del tono"), (voice.thanks_prompt, "recibido"), (voice.failed_prompt, "falla")]
        yield from ((prompt, f"Mensaje de voz: {part}") for prompt, part in named)
    if site.survey:
        survey = site.survey
        named = [(survey.invite_prompt, "invitación"), (survey.again_prompt, "otra vez")]
        yield from ((prompt, f"Encuesta: {part}") for prompt, part in (*named, (survey.thanks_prompt, "gracias")))
        yield from ((each.prompt, f"Encuesta: {each.name}") for each in survey.questions)
    for message in site.contingency.messages.values() if site.contingency else ():
        yield message.prompt, f"Contingencia: {labels.contingency_name(site, message.id)}"
