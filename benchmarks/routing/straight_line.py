"""The router's acts without decisions: functions that run the same Valkey commands one after another.

Owns the generation of those functions. A copy of the library records, for one life of a call, each command of each act
with its arguments. From this record, one function per act is generated that runs the same commands on the same keys
with as many bytes, and decides nothing: the call, the advisor and the next call are arguments.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator

from benchmarks.routing.traffic import RouterWords, TrafficStep
from benchmarks.routing.valkey_connections import CommandWords, ValkeyConnection
from call_router import library

NAME = "atencion_recta"
CAMPAIGN = "traza"
_REPORT, _HEAD = "told", f"{{{CAMPAIGN}}}:campaign"
_CALLS, _ADVISOR, _MAIL = ("c9000001", "c9000002"), "asesor99999", "9000000000001-1"
_LIFE = (
    *(TrafficStep("open", call) for call in _CALLS),
    *(TrafficStep("enqueue", call) for call in _CALLS),
    TrafficStep("ready", advisor=_ADVISOR),
    TrafficStep("answer", _CALLS[0], _ADVISOR, mail=_MAIL),
    TrafficStep("release", _CALLS[0], _ADVISOR),
    TrafficStep("complete", advisor=_ADVISOR),
)
"""Two calls, because the act that frees an advisor also offers the next call."""
_BEGIN_MS, _WAIT_MS = 1_800_000_000_000, 15_000
"""Start time and wait of the recorded calls; the wait, which affects the counters, is about that of measured calls."""

# In the copy, each command is recorded before it runs. `redis` is a different object while a library is loaded.
_TELLING = """
local telling = {register_function = redis.register_function}
function telling.error_reply(...) return redis.error_reply(...) end
function telling.status_reply(...) return redis.status_reply(...) end
function telling.sha1hex(...) return redis.sha1hex(...) end
function telling.call(...)
  redis.call('RPUSH', 'told', select('#', ...), ...)
  return redis.call(...)
end
local redis = telling
"""
_PART = re.compile(
    rb"(?P<tag>\{traza\})|(?P<call>%s)|(?P<other>%s)|(?P<advisor>%s)|(?P<mail>%s)|(?P<place>\d{15}:)|(?P<now>^\d{13}$)"
    % tuple(each.encode() for each in (*_CALLS, _ADVISOR, _MAIL))
)
_NOW = """
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)"""
_PLACE = b"0" * 15 + b":"

Command = list[bytes]


def commands_of_a_call(line: ValkeyConnection) -> dict[str, list[Command]]:
    """Return the Valkey commands of each act of a call's life while other calls wait, by act.

    ``line`` connects to a Valkey whose campaign ``traza`` is empty; the recorded life stays there.
    """
    shebang, _, body = library.library_text().partition("\n")
    copy = (shebang + _TELLING + body).replace(library.NAME, f"{library.NAME}_{_REPORT}")
    line.ask("FUNCTION", "LOAD", "REPLACE", copy)
    speaker = RouterWords(CAMPAIGN)
    line.ask(*_rename_for_copy(("FCALL", f"{library.NAME}_set_clock", 1, f"{{{CAMPAIGN}}}", _BEGIN_MS)))
    for words in speaker.opening():
        line.ask(*_rename_for_copy(words))
    commands: dict[str, list[Command]] = {}
    for step in _LIFE:
        now_ms = _BEGIN_MS + (step.act not in ("open", "enqueue")) * _WAIT_MS
        line.ask(*_rename_for_copy(("FCALL", f"{library.NAME}_set_clock", 1, f"{{{CAMPAIGN}}}", now_ms)))
        line.ask("DEL", _REPORT)
        line.ask(*_rename_for_copy(speaker.words(step)))
        commands.setdefault(step.act, list(_commands(line.ask("LRANGE", _REPORT, 0, -1))))
    line.ask("FUNCTION", "DELETE", f"{library.NAME}_{_REPORT}")  # an idle library in Lua's memory slows the others
    return commands


def _rename_for_copy(words: CommandWords) -> CommandWords:
    return words[0], str(words[1]).replace(library.NAME, f"{library.NAME}_{_REPORT}"), *words[2:]


def _commands(report: list[bytes]) -> Iterator[Command]:
    items = iter(report)
    for size in items:
        yield [next(items) for _ in range(int(size))]


def library_text(commands: dict[str, list[Command]]) -> str:
    """Return the library without decisions, one function per act."""
    functions = "\n".join(_function(act, each) for act, each in commands.items())
    return f"#!lua name={NAME}\n{functions}"


def _function(act: str, commands: Iterable[Command]) -> str:
    lines = "\n".join(f"  {_command_call(command)}" for command in commands)
    return (
        f"redis.register_function('{NAME}_{act}', function(keys, args)\n"
        "  local tag, call, advisor, other, mail, now = keys[1], args[1], args[2], args[3], args[4], 0\n"
        f"{lines}\n  return {{1, now}}\nend)\n"
    )


def _command_call(command: Command) -> str:
    if command[0] == b"XADD":
        command = [*command[:2], b"*", *command[3:]]  # Valkey numbers it: the router's number needs computation
    expression = f"redis.call({', '.join(_expression(word) for word in command)})"
    reads_head = command[:2] == [b"GET", _HEAD.encode()]
    return expression + _NOW if reads_head else expression  # the record used a set clock


def _expression(word: bytes) -> str:
    """Return a word as a Lua expression; the ids of the recorded life become the function's arguments."""
    parts, at = [], 0
    for part in _PART.finditer(word):
        parts += [_quoted(word[at : part.start()])] if part.start() > at else []
        parts.append(_quoted(_PLACE) if part.lastgroup == "place" else str(part.lastgroup))
        at = part.end()
    if at < len(word) or not parts:
        parts.append(_quoted(word[at:]))
    return " .. ".join(parts)


def _quoted(word: bytes) -> str:
    return "'" + "".join(chr(c) if 32 <= c < 127 and c not in b"'\\" else f"\\{c:03}" for c in word) + "'"


class StraightSpeaker:
    """The commands that call the functions without decisions, with the router's arguments and the next call."""

    def __init__(self, campaign: str) -> None:
        """Start with no waiting calls."""
        self.campaign = campaign
        self._router = RouterWords(campaign)
        self.gateway = RouterWords(CAMPAIGN).gateway
        self._next: deque[str] = deque()

    def words(self, step: TrafficStep) -> CommandWords:
        """Return the router's command for a step, with the ids as further arguments."""
        command, _, keys, tag, *arguments = self._router.words(step)
        about = (step.call, step.advisor, self._other(step), step.mail)
        return command, f"{NAME}_{step.act}", keys, tag, *about, *arguments

    def opening(self) -> tuple[CommandWords, ...]:
        """Return no commands: these functions need no preparation."""
        return ()

    def _other(self, step: TrafficStep) -> str:
        if step.act == "enqueue":
            self._next.append(step.call)
        return self._next.popleft() if step.act in ("ready", "complete") else ""
