"""Code that all nouns of the application share: contexts, errors, dates, pagination, labels and text.

Imports the rooms below `agent_api`, and no noun. Read `context` first: it lists what the composition root gives to the
API.
"""
