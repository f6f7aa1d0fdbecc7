// @vitest-environment happy-dom
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { Leaf } from "../model/typology";
import { PromiseWarning } from "./petition-fields";

const leaf = {
  templates: [
    { id: "c", name: "Certificado que se envía", promise: "Adjunto a esta respuesta encuentra lo que pidió" },
  ],
} as Leaf;
const warning = (answer: string) => renderToStaticMarkup(<PromiseWarning answer={answer} leaf={leaf} />);

it("PromiseWarning warns that no document is sent on a call if the answer promises one", () =>
  expect(warning("Adjunto a esta respuesta encuentra lo que pidió: el paz y salvo.")).toContain(
    "«Certificado que se envía» promete un documento, y en la llamada no se puede enviar: escale la petición.",
  ));
it("PromiseWarning is empty for any other answer", () =>
  expect(warning("Su crédito está al día.")).not.toContain("documento"));
