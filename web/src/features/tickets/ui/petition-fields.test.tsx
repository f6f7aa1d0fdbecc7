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
const said = (answer: string) => renderToStaticMarkup(<PromiseWarning answer={answer} leaf={leaf} />);

it("an answer on the call that promises a document says that none is sent", () =>
  expect(said("Adjunto a esta respuesta encuentra lo que pidió: el paz y salvo.")).toContain(
    "«Certificado que se envía» promete un documento, y en la llamada no sale ninguno: escale la petición.",
  ));
it("any other says nothing", () => expect(said("Su crédito está al día.")).not.toContain("documento"));
