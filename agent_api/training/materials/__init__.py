"""Files of the material of a course: PDF, slides or images, stored encrypted, and who may open them.

Imports what `agent_api.training` does, and `tickets.attachments`, whose checks of a file it applies. Read `uploads`
first.
"""
