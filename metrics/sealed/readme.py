"""The instructions in a sealed period for a reader without Atención. Pure."""

from typing import Final

from metrics.sealed.manifest import FORMAT

TEXT: Final = f"""\
PERÍODO SELLADO DE ATENCIÓN, FORMATO {FORMAT}

Este archivo es un tar. Con Atención se verifica así, sin red, base de datos ni llaves:

    atencion verify ESTE_ARCHIVO --key LLAVE_PÚBLICA --anchor CABEZAS

Sin Atención también se puede leer:

  manifest.json    el mes, los eslabones de la cadena entre los que está, el SHA-256 de cada parte, y los límites del
                   tráfico anómalo que rigieron ("limits")
  manifest.sig     firma Ed25519 (RFC 8032), 64 bytes, sobre los bytes de manifest.json
  definitions.json las fórmulas con las que se calculó
  results.json.zst las cifras, cada una como fracción exacta, comprimidas con zstd
  links.bin        los primeros 4 bytes del eslabón de cada hecho, uno tras otro
  facts.jsonl.zst  los hechos, uno por línea, con los mismos bytes del diario (JSON, UTF-8), comprimidos con zstd

El eslabón de un hecho es SHA-256(eslabón anterior || bytes de la línea, sin el salto de línea). El anterior al primero
es "before.hash" del manifiesto; el del último debe ser "after.hash".
""".encode()
