import { describe, expect, it } from "vitest";
import type { Attachment } from "../../../api/tickets";
import { idsOf, problemOf, promisedBy, weightWords, withFiles, without } from "./answer-files";

const file = (size: number, state: Attachment["state"] = "open") => ({ name: "certificado.pdf", size, state });
const BY_MAIL = { most_files: 2, most_bytes: 15_100_000 };
const ON_PAPER = { most_files: 2, most_bytes: null };

describe("the files that were chosen", () => {
  it("keep their order, each once", () => {
    expect(withFiles(["b"], ["a", "b"])).toBe("b,a");
    expect(without(["b", "a"], "b")).toBe("a");
    expect(idsOf("b,a")).toEqual(["b", "a"]);
  });
  it("are none where all were taken out, which is not the same as nothing chosen", () => {
    expect(idsOf("")).toEqual([]);
    expect(idsOf(undefined)).toBeNull();
  });
  it("tell what they weigh beside what fits", () => {
    expect(weightWords([], BY_MAIL)).toBe("Ningún archivo elegido.");
    expect(weightWords([file(84_000), file(1_100_000)], BY_MAIL)).toBe("2 archivos · 1,2 MB de 15,1 MB que caben en el correo");
    expect(weightWords([file(84_000)], ON_PAPER)).toBe("1 archivo · 84 kB, impresos con la carta");
  });
});

describe("what promises a document", () => {
  const types = [{ id: "informa", name: "Informa", requires_attachment: false }, { id: "entrega", name: "Entrega documentos", requires_attachment: true }];
  const templates = [{ name: "Saldo", promise: null }, { name: "Certificado", promise: "Adjunto a esta respuesta encuentra lo que pidió" }];
  it("is the type of the answer", () => expect(promisedBy("Va.", "entrega", types, templates)).toBe("Entrega documentos"));
  it("is a template whose words are still there", () => {
    expect(promisedBy("Señora:\n\nADJUNTO a esta\nrespuesta encuentra lo que pidió: el paz y salvo.", "informa", types, templates)).toBe("Certificado");
    expect(promisedBy("Encuentra lo que pidió en la oficina.", "informa", types, templates)).toBe("");
  });
});

describe("what keeps an answer from being sent", () => {
  it("is nothing where all is well", () => expect(problemOf("send", [file(1)], BY_MAIL, "Certificado")).toBeNull());
  it("is a promised document that is not there, when it is sent", () => {
    expect(problemOf("send", [], BY_MAIL, "Certificado")).toContain("promete un documento («Certificado»)");
    expect(problemOf("answer", [], BY_MAIL, "Certificado")).toBeNull();
  });
  it("is more than fits by mail, in bytes or files; paper weighs nothing", () => {
    expect(problemOf("answer", [file(16_200_000)], BY_MAIL, "")).toBe("Pesan 16,2 MB y por correo caben 15,1 MB: quite alguno o redúzcalo.");
    expect(problemOf("answer", [file(1), file(1), file(1)], ON_PAPER, "")).toContain("a lo sumo 2 archivos");
    expect(problemOf("send", [file(16_200_000)], ON_PAPER, "")).toBeNull();
  });
  it("is what the antivirus withheld, and on sending what it has not seen", () => {
    expect(problemOf("answer", [file(1, "withheld")], BY_MAIL, "")).toContain("retuvo «certificado.pdf»");
    expect(problemOf("answer", [file(1, "waiting")], BY_MAIL, "")).toBeNull();
    expect(problemOf("send", [file(1, "waiting")], BY_MAIL, "")).toContain("aún no ha examinado «certificado.pdf»");
  });
});
