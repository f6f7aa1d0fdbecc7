/** A small typology for the tests of its editor. */
import type { Document } from "../../editor-props";

export const TYPOLOGY: Document = {
  typology: {
    solicitud: {
      name: "Solicitud",
      meaning: "Pide información.",
      themes: {
        credito: {
          name: "Crédito nuevo",
          area: "presidencia",
          legal_kind: "information",
          answers: ["orienta"],
          subthemes: {
            lineas: { name: "Líneas de crédito", also: ["cuánto prestan"] },
            viejo: { name: "Programa terminado", valid_until: "2026-06-30" },
          },
        },
      },
    },
    queja: { name: "Queja", meaning: "Se queja.", themes: { trato: { name: "Trato" } } },
  },
  areas: { presidencia: { name: "Presidencia" }, tesoreria: { name: "Tesorería" } },
  answers: { templates: { orienta: { name: "Orientación" }, saldo: { name: "Saldo" } } },
};
