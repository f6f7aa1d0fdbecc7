"""The production gateway: the telephony port over one Asterisk node.

Owns the admission of calls (capacity, draining) and the held calls; it sends their requests and passes on their
signals. It must not know menus, queues or the event log. Its log entries hold no caller number.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

import structlog

from config.site.calls.sources import SourceLimits
from telephony import port
from telephony.asterisk.ari import events, rest
from telephony.asterisk.ari.events import AnyEvent, AriBridge, Channel
from telephony.asterisk.ari.link import AriLink
from telephony.asterisk.ari.rest import AriRequest
from telephony.asterisk.ari.transport import AriSettings, ServerTransport, create_transport
from telephony.asterisk.call.adoption import adopt_calls, is_known, is_ours, talking_channels
from telephony.asterisk.call.bridges import BridgePool
from telephony.asterisk.call.causes import MEDIA_LOST, rejection_cause
from telephony.asterisk.call.held_call import KIND, HeldCall
from telephony.asterisk.call.legs import call_and_leg, is_created_by_us
from telephony.asterisk.call.resync import caller_address, dialled_line, reconcile
from telephony.asterisk.dial_strings import route_by_trunk
from telephony.asterisk.node import snapshot
from telephony.asterisk.node.admission import CallAdmission
from telephony.asterisk.node.early_prompt import EarlyPrompts
from telephony.asterisk.node.media_files import MediaFolder
from telephony.asterisk.node.phones import PhoneBook, Phones, resolve_address
from telephony.asterisk.node.predecessor import new_gateway_name
from telephony.asterisk.node.sip_dialogs import SipDialogs
from telephony.asterisk.node.site_files import SiteFiles
from telephony.asterisk.node.timers import CallTimers
from telephony.asterisk.node.unlisted_callers import UnlistedCallers, read_source
from telephony.asterisk.recording.controller import RecordingController, RecordingFolders
from telephony.background_tasks import BackgroundTasks
from telephony.ordering import PerCallQueue, log_failed_signal
from telephony.port import AnySignal, Sounds
from telephony.port.commands import required_sounds
from telephony.screening.refused_traffic import RefusedCalls

log = structlog.get_logger(__name__)

_STOP_TIMEOUT_S = 2.0
NODE_LOST_TIMEOUT_S = 15.0
"""Seconds without Asterisk after which its calls are considered lost."""
_GONE = frozenset({404, 409, 412, 422})
"""Statuses of a request whose channel has ended or already exists; an event reports the same."""


class AsteriskGateway:
    """A gateway to one node.

    Args:
        name: of this gateway; never used before, unless it adopts the calls of the earlier gateway of that name.
        adopts_calls: take over existing calls; otherwise they are ended, except conversations.
        lines: returns the line of a dialled user part or of a line's own id, or None.
        media_folder: the node's sound folder, as seen from here; None if another process writes it.
        settings_folder: the node's configuration, as seen from here; None if another process writes it.
        settings_files: the files of the node that follow the site, in its current version.
        recording_folders: None if nothing can be recorded.
        phones: None if no phone may register.
        auto_answers: let the node answer calls itself while there is room; valid only if every call is answered.
        trunk: ``host:port`` of the operator, whose numbers are called through the node's trunk; or empty.
        limits: limits of each unlisted source, read at each call.
    """

    kind = KIND

    def __init__(
        self,
        *,
        node: str,
        name: str = "",
        adopts_calls: bool = False,
        ari: AriSettings | ServerTransport,
        lines: Callable[[str], str | None],
        sounds: Sounds,
        sound_keys: Iterable[str],
        media_folder: Path | None,
        settings_folder: Path | None = None,
        settings_files: Mapping[str, str] = MappingProxyType({}),
        max_calls: int = 200,
        recording_folders: RecordingFolders | None = None,
        phones: PhoneBook | None = None,
        loss_timeout_s: float = NODE_LOST_TIMEOUT_S,
        auto_answers: bool = False,
        trunk: str = "",
        trusted_endpoints: Callable[[], Collection[str]] = frozenset,
        limits: Callable[[], SourceLimits] = SourceLimits,
    ) -> None:
        self.name = name or new_gateway_name(node)
        self._adopts_calls, self._startup, self._last_key = adopts_calls, "", ("", "")
        self._lines, self._sounds, self._sound_keys = lines, sounds, frozenset(sound_keys)
        self._media_folder = None if media_folder is None else MediaFolder(media_folder)
        self._loss_timeout_s, self._trunk = loss_timeout_s, trunk
        self._trusted_endpoints = trusted_endpoints
        self._link = AriLink(
            create_transport(ari), on_event=self._on_event, on_connect=self._resync, on_disconnect=self._on_disconnect
        )
        self._phones = None if phones is None else Phones(self._link, phones)
        settings = ari if isinstance(ari, AriSettings) else ari.ari
        self._recording_controller = RecordingController(settings, recording_folders, self._emit)
        self._admission = CallAdmission(self._link, max_calls, auto_answers=auto_answers)
        self._dialogs = SipDialogs(self._link)
        self._unlisted_callers = UnlistedCallers(self._link, limits, max_calls, self._on_caller_voice)
        self._early_prompts = EarlyPrompts(self._link, sounds, self._media_folder)
        restore = self._early_prompts.restore
        self._site_files = (
            None if settings_folder is None else SiteFiles(self._link, settings_folder, settings_files, restore)
        )
        self._tasks, self._bridges = BackgroundTasks(), BridgePool(f"{node}-bridge-")
        self._calls: dict[str, HeldCall] = {}
        self._alarms = CallTimers(self._on_deadline)
        self._signals: PerCallQueue[AnySignal] | None = None
        self._give_up_timer: asyncio.TimerHandle | None = None

    # The port

    async def start(self, on_signal: port.SignalHandler) -> None:
        """Install the sounds on the node, connect, and begin to send signals.

        Raises:
            AsteriskAway: the node does not answer.
            OSError: the sounds cannot be written.
        """
        self._signals = PerCallQueue(on_signal, log_failed_signal)
        await self._write_sounds(self._sound_keys)
        await self._link.open()
        self._recording_controller.open(self._calls)
        self._link.request(rest.reload_module("res_musiconhold.so"))
        if self._phones is not None:
            await self._phones.refresh()
            self._tasks.start(self._phones.run(), "phones of the node")
        self._tasks.start(self._dialogs.keep_reading(self._calls), "SIP dialogs")
        self._tasks.start(self._unlisted_callers.run(), "voice of strangers")
        if self._site_files is not None:
            self._tasks.start(self._site_files.run(), "files of the node")
        await self._admission.start()
        log.info("gateway_started", gateway=self.name)

    async def add_sounds(self, keys: Iterable[str]) -> None:
        """Install more sounds on the node.

        Raises:
            UnknownSound: one of the keys has no sound.
            OSError: the sounds cannot be written.
        """
        await self._write_sounds(keys)
        await asyncio.wait({self._link.request(rest.reload_module("res_musiconhold.so"))})

    async def install_files(self, files: Mapping[str, str]) -> None:
        """Install the files of a version of the site on the node, for calls from now on.

        Raises:
            OSError: they cannot be written.
            ReloadRefused: Asterisk did not read them.
        """
        if self._site_files is not None:
            await self._site_files.install(files)

    async def send(self, command: port.AnyCommand) -> None:
        """Carry out a command, once per id; see the port.

        Raises:
            Unsupported: not in this gateway's abilities.
            UnknownLeg: the leg is gone, or is not answered and the command requires it.
            UnknownSound: nothing was played.
        """
        if type(command) not in port.ABILITIES[self.kind]:
            raise port.Unsupported(self.kind, type(command))
        for key in required_sounds(command):
            self._sounds.ulaw(key)
        command = await resolve_address(route_by_trunk(command, self._trunk), self._phones)
        if isinstance(command, port.Ring) and command.opens and not self.holds(command.call_id):
            self._hold(command.call_id)
        held_call = self._held_call(command.call_id)
        if type(command) is port.Play and (leg := held_call.legs.get(command.leg)) and leg.early_prompt:
            self._early_prompts.record_prompt(leg.early_prompt, command.sounds)
        try:
            held_call.execute(command, self._now())
        finally:
            self._flush(held_call)

    def holds(self, call_id: str, leg: str = "") -> bool:
        """Return whether the call, or this leg of it, is held here."""
        legs = self.legs.get(call_id)
        return legs is not None and (not leg or leg in legs)

    async def drain(self) -> None:
        """Accept no new calls; return when the last one has ended."""
        self._admission.stop_admitting()
        await self._admission.wait_until_empty()

    async def stop(self) -> None:
        """Hang up the remaining calls with their signals, and close the connection. Asterisk keeps running."""
        self._admission.stop_admitting()
        for held_call in list(self._calls.values()):
            for leg in list(held_call.legs.values()):
                held_call.end(leg, "shutdown")
            self._flush(held_call)
        if self._link.is_up:
            await asyncio.wait({self._link.request(rest.list_bridges())}, timeout=_STOP_TIMEOUT_S)
        await self._recording_controller.close()
        self._admission.close()
        self._early_prompts.close()
        await self._tasks.cancel()
        await self._dialogs.wait_until_ended()
        self._alarms.clear()
        if self._give_up_timer is not None:
            self._give_up_timer.cancel()
        await self._link.close()
        if self._signals is not None:
            await self._signals.join()

    # State for operators

    @property
    def link(self) -> AriLink:
        """The link to the node."""
        return self._link

    @property
    def calls(self) -> int:
        """The number of held calls."""
        return len(self._calls)

    @property
    def call_ids(self) -> tuple[str, ...]:
        """The ids of the held calls."""
        return tuple(self._calls)

    @property
    def legs(self) -> dict[str, tuple[str, ...]]:
        """The names of the legs of each held call."""
        return {call_id: tuple(held_call.legs) for call_id, held_call in self._calls.items()}

    def take_refused_traffic(self, *, flush: bool = False) -> tuple[RefusedCalls, ...]:
        """Return the due reports of calls refused because of their source; ``flush`` returns all of them."""
        return self._unlisted_callers.take_refused(flush=flush)

    def restore_refused_traffic(self, reports: Iterable[RefusedCalls]) -> None:
        """Add back reports that could not be written."""
        self._unlisted_callers.restore_refused(reports)

    # Calls

    async def _write_sounds(self, keys: Iterable[str]) -> None:
        if self._media_folder is not None:
            await asyncio.to_thread(self._media_folder.write_sounds, tuple(keys), self._sounds)

    def _held_call(self, call_id: str) -> HeldCall:
        try:
            return self._calls[call_id]
        except KeyError:
            raise port.UnknownLeg(f"the gateway {self.name!r} holds no call {call_id!r}") from None

    def _hold(self, call_id: str) -> HeldCall:
        held_call = self._calls[call_id] = HeldCall(call_id, self._bridges)
        self._admission.set_call_count(len(self._calls))
        return held_call

    def _flush(self, held_call: HeldCall) -> None:
        for request in held_call.take_requests():
            self._request(held_call, request)
        self._recording_controller.follow(held_call)
        signals, held_call.signals = held_call.signals, []
        for signal in signals:
            self._emit(signal)
        self._alarms.set(held_call.id, held_call.deadline)
        if not held_call.legs and self._calls.get(held_call.id) is held_call:
            del self._calls[held_call.id]
            self._unlisted_callers.release(held_call.id)
            self._admission.set_call_count(len(self._calls))

    def _on_caller_voice(self, call_id: str) -> None:
        if held_call := self._calls.get(call_id):
            held_call.awaits_voice = False
            self._flush(held_call)

    def _on_deadline(self, call_id: str) -> None:
        held_call = self._held_call(call_id)
        held_call.on_deadline(self._now())
        self._flush(held_call)

    def _emit(self, signal: AnySignal) -> None:
        if self._signals is not None:
            self._signals.put(signal.call_id, signal)

    def _request(self, held_call: HeldCall, request: AriRequest) -> None:
        joins = rest.bridge_of_request(request)
        on_success = partial(self._on_bridge_joined, held_call, joins) if joins else None
        self._link.post(request, partial(self._on_request_refused, held_call, request), on_success)

    def _on_bridge_joined(self, held_call: HeldCall, bridge: str) -> None:
        held_call.on_bridge_joined(bridge)
        self._flush(held_call)

    def _on_request_refused(self, held_call: HeldCall, request: AriRequest, status: int) -> None:
        """Report a failed request to its call if no event will."""
        verb = request.path.rpartition("/")[2] if request.path.count("/") > 1 else request.path.partition("/")[0]
        if status not in _GONE:
            log.warning("ari_refused", gateway=self.name, method=request.method, what=verb, status=status)
        if request.method == "POST" and request.path == "channels" and status != 409:
            held_call.on_channel_destroyed(request.query["channelId"])
        elif request.method == "POST" and "/play/" in request.path and status not in _GONE:
            channel, playback = rest.playback_of_request(request)
            held_call.on_playback_end(channel, playback, True, self._now())
        elif "/snoop/" in request.path and status not in _GONE:
            held_call.on_snoop_failed(rest.snoop_of_request(request))
        elif joins := rest.bridge_of_request(request):
            held_call.on_bridge_joined(joins, is_refused=True)
        self._flush(held_call)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()

    # Events

    def _on_event(self, event: AnyEvent) -> None:
        match event:
            case events.PlaybackFinished(playback=playback) if held_call := self._calls.get(
                call_and_leg(playback.channel)[0]
            ):
                held_call.on_playback_end(playback.channel, playback.id, playback.state == "failed", self._now())
                self._flush(held_call)
            case events.ContactStatusChange() if self._phones is not None:
                self._phones.on_contact_change(event)
            case events.ApplicationReplaced():
                log.error("ari_taken_over", gateway=self.name)
            case events.StasisStart(channel=channel, args=[line, *more]) if self._is_new(channel):
                self._offer_call(channel, line, *more)
            case events.ChannelEvent(channel=channel):
                self._on_channel(event, channel)

    def _on_channel(self, event: AnyEvent, channel: Channel) -> None:
        held_call = self._calls.get(call_and_leg(channel.id)[0])
        if isinstance(event, events.StasisEnd | events.ChannelDestroyed):
            self._bridges.remove_channel(channel.id)
        if held_call is None:
            if isinstance(event, events.StasisStart):  # answered while its call ended
                self._link.request(rest.hang_up(channel.id, rejection_cause(603)))
            return
        match event:
            case events.StasisStart():
                held_call.on_stasis_start(channel.id)
            case events.ChannelStateChange() if channel.state == "Ringing":
                held_call.on_ringing(channel.id)
            case events.ChannelDtmfReceived(digit=digit, timestamp=at) if (channel.id, at) != self._last_key:
                self._last_key = (channel.id, at)
                held_call.on_key(channel.id, digit, self._now())
            case events.ChannelHangupRequest(cause=cause, tech_cause=status):
                if event.is_lost and (source := self._unlisted_callers.silent_source(channel.id)):
                    held_call.signals.append(port.NotAcknowledged(call_id=held_call.id, source=source))
                held_call.on_hangup_request(channel.id, MEDIA_LOST if event.is_lost else cause, status)
            case events.StasisEnd():
                held_call.on_stasis_end(channel.id)
            case events.ChannelDestroyed():
                held_call.on_channel_destroyed(channel.id)
        self._flush(held_call)

    def _is_new(self, channel: Channel) -> bool:
        return call_and_leg(channel.id) == (channel.id, port.CALLER) and channel.id not in self._calls

    def _offer_call(self, channel: Channel, dialled: str, music: str = "", source: str = "") -> None:
        """Accept or refuse a call.

        Args:
            channel: the caller's.
            dialled: the line, as the dialplan names it.
            music: the music class of the early prompt of an answered caller.
            source: ``host:port`` of an unlisted source; empty for a listed one.
        """
        line = self._lines(dialled)
        if source and self._unlisted_callers.is_refused(read_source(source), line or ""):
            self._admission.reject(channel, dialled, 503)
            return
        if line is None:
            self._admission.reject(channel, dialled, 404)
            return
        refused = self._admission.refusal_reason
        if refused is not None:
            log.warning("call_refused", gateway=self.name, line=line, refused=refused)
            self._admission.reject(channel, dialled, 503)
        else:
            words = self._early_prompts.prompt_for(line, music, self._now())
            held_call = self._hold(channel.id)
            held_call.add_caller(channel.id, is_up=channel.state == "Up", early_prompt=words)
            if source:
                self._hold_until_voice(held_call, source)
        offered = port.CallOffered(
            call_id=channel.id,
            line=line,
            caller=channel.caller.number,
            gateway=self.name,
            refused=refused,
            source_listed=channel.endpoint in self._trusted_endpoints(),
        )
        self._emit(offered)

    def _hold_until_voice(self, held_call: HeldCall, source: str) -> None:
        """Let the call of an unlisted source ring, and defer its sounds until voice arrives from the caller."""
        self._unlisted_callers.track(held_call.id, read_source(source))
        held_call.awaits_voice = True
        held_call.requests.append(rest.ring(held_call.legs[port.CALLER].channel))
        self._flush(held_call)

    # The link

    def _on_disconnect(self) -> None:
        if self._give_up_timer is None:
            self._give_up_timer = asyncio.get_running_loop().call_later(self._loss_timeout_s, self._give_up)

    def _give_up(self) -> None:
        self._give_up_timer = None
        self._end_all_calls("node_lost")

    def _end_all_calls(self, reason: str) -> None:
        log.error(reason, gateway=self.name, calls=len(self._calls))
        for held_call in list(self._calls.values()):
            held_call.end_all_legs()
            held_call.requests.clear()
            self._flush(held_call)
        self._bridges.clear()
        if self._phones is not None:
            self._phones.clear()

    async def _resync(self) -> None:
        """Set the event filter and reconcile our calls with those of Asterisk, in both directions.

        Raises:
            AsteriskAway: it did not answer.
        """
        if self._give_up_timer is not None:
            self._give_up_timer.cancel()
            self._give_up_timer = None
        now = await snapshot.take_snapshot(self._link, self.name)
        if self._startup not in ("", now.startup):
            self._end_all_calls("node_restarted")
            self._dialogs.end_all()
        self._startup = now.startup
        for bridge in now.bridges:
            self._bridges.adopt(bridge.id, bridge.channels)
        for held_call in list(self._calls.values()):
            reconcile(held_call, now.channels)
            await snapshot.finish_plays(self._link, held_call, self._now())
            self._flush(held_call)
        await self._adopt_calls(now.channels, now.bridges)

    async def _adopt_calls(self, channels: list[Channel], bridges: list[AriBridge]) -> None:
        """Adopt the calls of an earlier process, or end them; conversations continue."""
        if self._adopts_calls:
            self._adopts_calls = False
            holds = await snapshot.read_holds(self._link, channels)
            for held_call in adopt_calls(channels, bridges, holds, self._bridges).values():
                self._calls[held_call.id] = held_call
                self._admission.set_call_count(len(self._calls))
                self._flush(held_call)
            log.info("calls_taken_up", gateway=self.name, calls=len(self._calls))
        talking = talking_channels(bridges)
        for channel in channels:
            call = self._calls.get(call_and_leg(channel.id)[0])
            if is_ours(channel) and not is_known(call, channel) and channel.id not in talking:
                self._handle_unknown_channel(channel)

    def _handle_unknown_channel(self, channel: Channel) -> None:
        """Offer a call that arrived while we were disconnected; end any other channel that no call of ours has."""
        line = dialled_line(channel)
        if channel.state == "Ring" and line and self._is_new(channel):
            self._offer_call(channel, line, source=caller_address(channel))
            return
        log.warning("stranger_seen_out", gateway=self.name, channel=channel.id)
        if line and not is_created_by_us(channel.id):
            self._admission.play_apology(channel, line)
        else:
            self._link.request(rest.hang_up(channel.id, rejection_cause(603)))
