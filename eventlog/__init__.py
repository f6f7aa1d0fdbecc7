"""The log of facts: its words, its chain, the recorder that journals it, and the personal data kept apart from it.

Owns what happened and the proof of it. It must not decide what happens next.
"""
