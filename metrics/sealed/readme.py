"""The instructions in a sealed period for a reader without Atención. Pure."""

from typing import Final

TEXT: Final = b"""\
PERIODO SELLADO DE ATENCION, FORMATO 3

Este archivo es un tar. Con Atencion se revisa asi, sin red, base de datos ni llaves:

    atencion verify ESTE_ARCHIVO --key LLAVE_PUBLICA --anchor CABEZAS

Sin Atencion tambien se puede leer:

  manifest.json    que mes es, entre que eslabones de la cadena, el SHA-256 de cada parte, y los limites del trafico
                   anomalo que rigieron ("limits")
  manifest.sig     firma Ed25519 (RFC 8032), 64 bytes, sobre los bytes de manifest.json
  definitions.json con que formulas se calculo
  results.json.zst las cifras, cada una como fraccion exacta, comprimidas con zstd
  links.bin        los primeros 4 bytes del eslabon de cada hecho, uno tras otro
  facts.jsonl.zst  los hechos, uno por linea, con los mismos bytes del diario (JSON, UTF-8), comprimidos con zstd

El eslabon de un hecho es SHA-256(eslabon anterior || bytes de la linea, sin el salto de linea). El anterior al primero
es "before.hash" del manifiesto; el del ultimo debe ser "after.hash".
"""
