"""Recordings of prompts through the API, to the sounds of a gateway."""

import io
import os
import wave
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
import redis.asyncio as redis

from agent_api.kit.context import ApiContext
from agent_api.kit.ports.antivirus import ScanVerdict
from agent_api.prompts import store
from atencion.gateways.peer_sounds import PeerSounds
from atencion.gateways.recorded_prompts import RecordedPrompts, sound_version
from atencion.runtime.context import Context
from call_router.service import CallRouter
from calls.driver.sites import Sites
from calls.peers.sounds import SharedSounds
from config.settings import load_settings
from config.site.calls.prompts import VoiceRules
from config.site.model import Site
from config.site.practice_campaign import PRACTICE, practice_site
from config.site.samples import CALLER_KEY
from eventlog.facts import PromptSoundStored, PromptVoiceChosen
from ivr.sounds import RenderedSounds
from storage.postgres.engine import unit_of_work
from tests.support.api.api_rig import ApiRig
from tests.support.api.voice_recordings import recording
from tests.support.desks.advisor_desk import AdvisorDesk

pytestmark = pytest.mark.integration
LEAD, OVERSIGHT, ADVISOR = "supervisor:sara", "interventoria:vera", "asesor:ana"
PROMPT = "despedida"


class PromptDesk(AdvisorDesk):
    """Supervisors who record prompts."""

    async def upload(
        self, content: bytes, prompt: str = PROMPT, user: str = LEAD, source: str = "recorded"
    ) -> httpx2.Response:
        """Send a recording."""
        path = f"/prompts/{prompt}/sounds?source={source}"
        return await self.ask(user, "POST", path, files=[("files", ("voz.wav", content))])

    async def choose(self, sound: str | None, user: str = LEAD, prompt: str = PROMPT) -> httpx2.Response:
        """Choose the voice of a prompt."""
        return await self.ask(user, "PUT", f"/prompts/{prompt}/voice", json={"sound": sound})

    async def voice(self, prompt: str = PROMPT) -> dict[str, Any]:
        """Return the voice of a prompt as the list has it."""
        listed = (await self.ask(LEAD, "GET", "/prompts")).json()
        return next(each for each in listed["prompts"] if each["prompt"] == prompt)

    async def recorded(self, prompt: str = PROMPT) -> str:
        """Store and choose a recording; return its digest."""
        stored = await self.upload(recording(), prompt)
        assert stored.status_code == 201, stored.text
        sound: str = stored.json()["sound"]["sound"]
        assert (await self.choose(sound, prompt=prompt)).status_code == 200
        return sound


@pytest.fixture
def desk(rig: ApiRig) -> PromptDesk:
    """Open an empty desk."""
    return PromptDesk(rig)


async def test_callers_hear_a_recording_once_it_is_chosen(desk: PromptDesk) -> None:
    """Storing changes nothing; choosing changes the gateway's sound; the synthesiser can be chosen again."""
    spoken = RenderedSounds({PROMPT: bytes(1600), "saludo_bogota": bytes(800)})
    sounds, added = SharedSounds(spoken), []

    async def add_sounds(keys: Iterable[str]) -> None:
        added.append(set(keys))

    recorded = RecordedPrompts(lambda: desk.rig.engine, lambda: desk.rig.site, sounds, add_sounds)
    stored = (await desk.upload(recording())).json()
    await recorded.refresh()
    assert (sounds.ulaw(PROMPT), added) == (spoken.ulaw(PROMPT), [])
    assert (await desk.choose(stored["sound"]["sound"])).status_code == 200
    for _ in range(2):
        await recorded.refresh()
    assert len(sounds.ulaw(PROMPT)) == pytest.approx(8000 * 1.25, abs=400)
    assert sounds.ulaw("saludo_bogota") == spoken.ulaw("saludo_bogota")
    assert sound_version(sounds, PROMPT) != sound_version(spoken, PROMPT)
    assert (await desk.choose(None)).status_code == 200
    await recorded.refresh()
    assert (sounds.ulaw(PROMPT), added) == (spoken.ulaw(PROMPT), [{PROMPT}, {PROMPT}])


async def test_a_choice_taken_back_after_a_failed_installation_is_installed(desk: PromptDesk) -> None:
    """A node that may have replaced the sound before it failed gets the site's own one again."""
    spoken = RenderedSounds({PROMPT: bytes(1600)})
    sounds, added, failures = SharedSounds(spoken), [], [OSError("full")]

    async def add_sounds(keys: Iterable[str]) -> None:
        if failures:
            raise failures.pop()
        added.append(set(keys))

    recorded = RecordedPrompts(lambda: desk.rig.engine, lambda: desk.rig.site, sounds, add_sounds)
    await desk.recorded()
    with pytest.raises(OSError, match="full"):
        await recorded.refresh()
    assert (await desk.choose(None)).status_code == 200
    for _ in range(2):
        await recorded.refresh()
    assert (sounds.ulaw(PROMPT), added) == (spoken.ulaw(PROMPT), [{PROMPT}])


async def test_a_recording_is_of_its_text(desk: PromptDesk) -> None:
    """A changed text is not spoken by the old recording: the voice is outdated, and the synthesiser speaks it."""
    sound = await desk.recorded()
    assert ((await desk.voice())["state"], (await desk.voice())["sound"]) == ("recorded", sound)
    prompts = desk.rig.site.prompts
    changed = msgspec.structs.replace(prompts[PROMPT], text="Gracias por llamar. Hasta pronto.")
    desk.rig.site = msgspec.structs.replace(desk.rig.site, prompts={**prompts, PROMPT: changed})
    desk.rig.app.state.context = desk.rig.context()
    assert ((await desk.voice())["state"], (await desk.voice())["sound"]) == ("outdated", None)
    [listed] = (await desk.ask(LEAD, "GET", f"/prompts/{PROMPT}")).json()["sounds"]
    assert (listed["sound"], listed["is_current_text"], listed["is_chosen"]) == (sound, False, False)
    sounds = SharedSounds(RenderedSounds({PROMPT: bytes(1600)}))
    await RecordedPrompts(lambda: desk.rig.engine, lambda: desk.rig.site, sounds, _nothing).refresh()
    assert len(sounds.ulaw(PROMPT)) == 800


async def test_the_line_and_the_callers_of_a_practice_are_recorded_in_the_campaign(
    desk: PromptDesk, valkey: redis.Redis, pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    """The practice plays what was chosen for its texts; another campaign plays its own recordings, and not these."""
    practice = practice_site(desk.rig.site)
    assert practice is not None
    sentence = f"{CALLER_KEY}{practice.sample_callers[0].id}"
    other = msgspec.structs.replace(desk.rig.site, campaign="otra", practice=None)
    sounds, added = SharedSounds(RenderedSounds({})), []

    async def add_sounds(keys: Iterable[str]) -> None:
        added.append(sorted(keys))

    (tmp_path / "sounds").symlink_to(pytestconfig.cache.mkdir("sounds"))
    settings = load_settings({"data_dir": tmp_path})
    database = type("Database", (), {"engine": desk.rig.engine})()
    router = CallRouter(valkey, desk.rig.site.campaign)
    sites = Sites(desk.rig.site, _no_site)
    context = Context(settings=settings, database=database, redis=valkey, sites=sites, router=router)
    peers = PeerSounds(context, sounds, add_sounds)
    for site in (practice, other):
        await peers.prepare(site)
    spoken = {key: sounds.ulaw(f"{practice.campaign}:{key}") for key in (PRACTICE, sentence)}
    assert len(added) == 2
    chosen = {prompt: await desk.recorded(prompt) for prompt in (PRACTICE, sentence, PROMPT)}
    await peers.refresh()
    assert added[2:] == [sorted(f"{practice.campaign}:{key}" for key in chosen)]
    recorded = sounds.ulaw(f"{practice.campaign}:{PRACTICE}")
    assert recorded != spoken[PRACTICE]
    assert (await peers.load_practice(practice)).ulaw(sentence) == recorded  # the same file for each
    assert (await desk.voice(sentence))["used_in"] == [f"Práctica «{first_scenario(desk)}»: quien llama"]
    assert sounds.ulaw(f"otra:{PROMPT}") != recorded
    await choose_elsewhere(desk, "otra", PROMPT, chosen[PROMPT])
    await peers.refresh()
    assert added[3:] == [[f"otra:{PROMPT}"]]
    assert sounds.ulaw(f"otra:{PROMPT}") == recorded


def first_scenario(desk: PromptDesk) -> str:
    """Return the name of the scenario of the first sentence."""
    assert desk.rig.site.practice is not None
    return min(desk.rig.site.practice.scenarios.items())[1].name


async def choose_elsewhere(desk: PromptDesk, campaign: str, prompt: str, sound: str) -> None:
    """Store and choose the same recording in another campaign, as its own API does."""
    async with unit_of_work(desk.rig.engine) as connection:
        row = await store.find_sound(connection, desk.rig.site.campaign, prompt, sound)
        [choice] = await store.list_choices(connection, desk.rig.site.campaign, prompt)
        wav = await store.read_wav(connection, desk.rig.site.campaign, prompt, sound)
        assert row is not None
        await store.add_sound(connection, campaign, row, wav)
        await store.set_choice(connection, campaign, choice)


async def _no_site(version: str) -> Site:
    raise AssertionError(version)


async def _nothing(keys: Iterable[str]) -> None:
    pass


async def test_who_recorded_what_is_in_the_log(desk: PromptDesk) -> None:
    """Storing and choosing are a fact each; the same file or the same choice again is none."""
    sound = await desk.recorded()
    again = await desk.upload(recording())
    assert (again.status_code, again.json()["is_new"]) == (201, False)
    assert (await desk.choose(sound)).json()["voice"]["state"] == "recorded"
    (stored,) = await desk.journaled_facts("PromptSoundStored")
    (chosen,) = await desk.journaled_facts("PromptVoiceChosen")
    assert isinstance(chosen.fact, PromptVoiceChosen)
    assert stored.fact == PromptSoundStored(prompt=PROMPT, sound=sound, source="recorded", length_ms=1000)
    assert (chosen.fact.prompt, chosen.fact.sound, chosen.actor) == (PROMPT, sound, "user:sara")
    [listed] = (await desk.ask(OVERSIGHT, "GET", f"/prompts/{PROMPT}")).json()["sounds"]
    assert (listed["stored_by_name"], listed["measures"]["rate_hz"], listed["is_chosen"]) == ("Sara", 16_000, True)


async def test_a_bad_recording_is_refused_with_its_measures(desk: PromptDesk) -> None:
    """Too short, silent and no WAV each say why; the measures are in the answer where there are any."""
    bad = ((recording(0.2), "short"), (recording(1, 0.0), "inaudible"), (b"ID3 no es un WAV", "format"))
    for content, fault in bad:
        refused = await desk.upload(content)
        problem = refused.json()
        assert (refused.status_code, problem["code"]) == (400, "prompt_sound_refused")
        assert fault in [each["fault"] for each in problem["complaints"]]
        assert ("measures" in problem) == (fault != "format")
    assert (await desk.ask(LEAD, "GET", f"/prompts/{PROMPT}")).json()["sounds"] == []


class SuspiciousAntivirus:
    """An antivirus that finds something in every file."""

    async def version(self) -> str:
        """Return its name."""
        return "ClamAV 1.4"

    async def scan(self, content: bytes) -> ScanVerdict:
        """Report a finding."""
        return ScanVerdict(finding="Eicar-Test", scanner="ClamAV 1.4")


async def test_a_recording_is_scanned_before_it_is_read(desk: PromptDesk) -> None:
    """A file that the antivirus reports is not stored."""
    desk.rig.app.state.context = replace(desk.rig.context(), antivirus=SuspiciousAntivirus())
    refused = await desk.upload(recording())
    assert (refused.status_code, refused.json()["code"]) == (409, "prompt_sound_infected")
    assert (await desk.ask(LEAD, "GET", f"/prompts/{PROMPT}")).json()["sounds"] == []


async def test_only_who_leads_a_team_changes_voices(desk: PromptDesk) -> None:
    """Advisors see nothing, the oversight listens, and unknown prompts and recordings are not found."""
    assert (await desk.ask(ADVISOR, "GET", "/prompts")).status_code == 403
    listed = (await desk.ask(OVERSIGHT, "GET", "/prompts")).json()
    assert (listed["can_write"], listed["synthesiser"]) == (False, "espeak")
    assert (await desk.upload(recording(), user=OVERSIGHT)).status_code == 403
    assert (await desk.choose(None, user=OVERSIGHT)).status_code == 403
    for answer in (
        await desk.choose("0" * 64),
        await desk.upload(recording(), prompt="no_existe"),
        await desk.ask(LEAD, "GET", f"/prompts/{PROMPT}/audio", params={"sound": "0" * 64}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "prompt_unknown")


async def test_a_person_listens_before_and_after(desk: PromptDesk, tmp_path: Path) -> None:
    """The audio is what callers hear: synthesised, then the recording; a preview of a text stores nothing."""
    desk.rig.app.state.context = _with_folder(desk, tmp_path)
    spoken = await desk.ask(OVERSIGHT, "GET", f"/prompts/{PROMPT}/audio")
    assert (spoken.status_code, spoken.headers["content-type"]) == (200, "audio/wav")
    sound = await desk.recorded()
    heard = await desk.ask(OVERSIGHT, "GET", f"/prompts/{PROMPT}/audio")
    assert heard.content == (await desk.ask(LEAD, "GET", f"/prompts/{PROMPT}/audio", params={"sound": sound})).content
    assert heard.content != spoken.content
    before = os.listdir(tmp_path)
    preview = await desk.ask(LEAD, "POST", "/prompt-previews", json={"text": "Hola."})
    with wave.open(io.BytesIO(preview.content)) as read:
        assert read.getframerate() == 8000
    assert os.listdir(tmp_path) == before


def _with_folder(desk: PromptDesk, folder: Path) -> ApiContext:
    return replace(desk.rig.context(), sounds_folder=folder)


async def test_a_site_without_its_synthesiser_says_what_is_silent(desk: PromptDesk) -> None:
    """Where the synthesiser is missing, texts without a recording have no voice, and a preview says why."""
    desk.rig.site = msgspec.structs.replace(desk.rig.site, voice=VoiceRules(synthesiser="ajena"))
    desk.rig.app.state.context = desk.rig.context()
    await desk.recorded()
    assert [(await desk.voice(key))["state"] for key in (PROMPT, "saludo_bogota")] == ["recorded", "silent"]
    refused = await desk.ask(LEAD, "POST", "/prompt-previews", json={"text": "Hola."})
    assert (refused.status_code, refused.json()["code"]) == (503, "synthesiser_failed")
    assert "no hay un sintetizador «ajena»" in refused.json()["detail"]
