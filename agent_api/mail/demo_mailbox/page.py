"""Render the demo's mailbox as an HTML page. Pure.

Owns the page's text and markup. Every text of a message is escaped.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from agent_api.mail.demo_mailbox.reader import SampleMessage
from config.timezone import COLOMBIA

_PAGE: Final = """<!doctype html>
<html lang="es-CO">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="10">
<meta name="color-scheme" content="light dark">
<title>Correo de la demostración</title>
<link rel="stylesheet" href="/estado.css">
</head>
<body>
<header><div><h1>Correo de la demostración</h1>
<p>Lo que el sistema envió. Ningún mensaje sale de esta máquina.</p></div></header>
<main>
{messages}
</main>
<footer><p>Se actualiza cada 10 segundos · <a href="/api/v1/demo/mail">los mismos mensajes en JSON</a></p></footer>
</body>
</html>
"""
_EMPTY: Final = "<p class='quiet'>Todavía no hay mensajes. Pruebe con <code>atencion mail test CORREO</code></p>"


def render_page(messages: Sequence[SampleMessage]) -> str:
    """Render the page as HTML with every value escaped."""
    return _PAGE.format(messages="\n".join(map(_message, messages)) or _EMPTY)


def _message(message: SampleMessage) -> str:
    at = message.received_at.astimezone(COLOMBIA)
    files = "".join(f"<p class='quiet'>Adjunto: {escape(name)}</p>" for name in message.attachments)
    return (
        f"<section><h2>{at:%d/%m/%Y %H:%M:%S}</h2><article><h3>{escape(message.subject)}</h3>"
        f"<p class='quiet'>Para {escape(message.to)}<br>De {escape(message.sender)}</p>"
        f"<pre>{escape(message.text)}</pre>{files}</article></section>"
    )
