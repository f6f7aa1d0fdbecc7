"""The state of the voice of a prompt, and where a site uses it. Pure.

Imports the site and `ivr.phrases`. Read `voice` first.
"""
