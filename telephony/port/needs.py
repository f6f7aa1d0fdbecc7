"""What a command needs before it can be carried out, for the gateways that look first. Pure."""

from telephony.port import AnyCommand, Hold, Music, Play, Rescue


def required_sounds(command: AnyCommand) -> tuple[str, ...]:
    """The keys of the sounds that a command needs."""
    match command:
        case Play(sounds=sounds) | Rescue(sounds=sounds):
            return sounds
        case Music(sound=sound) | Hold(sound=sound) if sound:
            return (sound,)
    return ()
