"""Pauses, byte ranges and waveforms of recordings. Pure."""
