"""Asterisk beside us: its files, its phones, a node that we run."""
