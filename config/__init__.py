"""Settings of the process, the site as data, the law of terms, and the calendar arithmetic that all rooms share.

Imports nothing else of the project; every other room may import it. Read `site` first: it holds what the folder of an
entity says, as values.
"""
