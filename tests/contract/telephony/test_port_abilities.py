"""Contract of each gateway's abilities: a command in ABILITIES works, and any other raises Unsupported."""

import pytest

from telephony import port
from tests.support.gateways.all_rigs import RIGS
from tests.support.gateways.gateway_rig import CommandSender, GatewayRig, Party

COMMANDS = sorted(port.ALL_COMMANDS, key=lambda command: command.__name__)

# Required fields of each command, in a call with the legs of the caller and advisor-1.
FIELDS: dict[type[port.Command], dict[str, object]] = {
    port.Play: {"sounds": ("greeting",)},
    port.Music: {"sound": "music"},
    port.Bridge: {"other": "advisor-1"},
    port.Hold: {"sound": "hold-music"},
    port.SendDigits: {"leg": "advisor-1", "digits": "1"},
    port.Record: {"recording_id": "recording-1"},
    port.Rescue: {"sounds": ("apology",)},
    port.Join: {"leg": "advisor-1", "other": "caller"},
    port.Snoop: {"leg": "advisor-1", "target": "caller"},
}


async def talking(rig: GatewayRig, orders: CommandSender, caller: Party) -> None:
    """Answer the call and connect advisor-1's phone."""
    phone = await rig.phone("advisor-1")
    await orders.send(port.Answer)
    await orders.send(port.Ring, leg="advisor-1", address=phone.address, timeout_s=30)
    await phone.rings()
    await phone.answers()
    while not isinstance(await rig.heard.next(orders.call_id), port.LegAnswered):
        pass


async def sent(rig: GatewayRig, command: type[port.Command]) -> None:
    """Send a command of the given type in a call where it is valid."""
    caller = await rig.dial()
    orders = CommandSender(rig.gateway, caller.call_id)
    fields = dict(FIELDS.get(command, {}))
    if command in (port.Ring, port.Dial):
        phone = await rig.phone("advisor-2")
        fields |= {"leg": "advisor-2", "address": phone.address, "timeout_s": 30}
    if command not in (port.Answer, port.Reject):
        await talking(rig, orders, caller)
    await orders.send(command, **fields)


def test_every_gateway_has_a_rig() -> None:
    """Every gateway in ABILITIES is tested against the contract."""
    assert set(RIGS) - {"real_time"} == set(port.ABILITIES)


def test_the_table_names_commands_of_the_port_only() -> None:
    """ABILITIES names commands of the port only."""
    assert all(abilities <= port.ALL_COMMANDS for abilities in port.ABILITIES.values())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
async def test_a_command_works_or_fails_by_name(rig: GatewayRig, command: type[port.Command]) -> None:
    """A command in ABILITIES succeeds; any other raises Unsupported with the names of gateway and command."""
    if command in port.ABILITIES[rig.gateway.kind]:
        await sent(rig, command)
        return
    with pytest.raises(port.Unsupported) as refusal:
        await sent(rig, command)
    assert (refusal.value.gateway, refusal.value.command) == (rig.gateway.kind, command)
    assert command.__name__ in str(refusal.value)
