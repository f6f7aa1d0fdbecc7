import { describe, expect, it } from "vitest";
import type { Attachment } from "../../../api/tickets";
import {
  parseFileIds,
  attachmentProblem,
  promisedDocument,
  totalSizeLabel,
  addFileIds,
  removeFileId,
} from "./answer-files";

const file = (size: number, state: Attachment["state"] = "open") => ({ name: "certificado.pdf", size, state });
const BY_MAIL = { most_files: 2, most_bytes: 15_100_000 };
const ON_PAPER = { most_files: 2, most_bytes: null };

describe("the chosen files", () => {
  it("keep their order, each once", () => {
    expect(addFileIds(["b"], ["a", "b"])).toBe("b,a");
    expect(removeFileId(["b", "a"], "b")).toBe("a");
    expect(parseFileIds("b,a")).toEqual(["b", "a"]);
  });
  it("are empty after all were removed, which differs from no choice", () => {
    expect(parseFileIds("")).toEqual([]);
    expect(parseFileIds(undefined)).toBeNull();
  });
  it("show their total size and the limit", () => {
    expect(totalSizeLabel([], BY_MAIL)).toBe("Ningún archivo elegido.");
    expect(totalSizeLabel([file(84_000), file(1_100_000)], BY_MAIL)).toBe(
      "2 archivos · 1,2 MB de 15,1 MB que caben en el correo",
    );
    expect(totalSizeLabel([file(84_000)], ON_PAPER)).toBe("1 archivo · 84 kB, impresos con la carta");
  });
});

describe("a promised document", () => {
  const types = [
    { id: "informa", name: "Informa", requires_attachment: false },
    { id: "entrega", name: "Entrega documentos", requires_attachment: true },
  ];
  const templates = [
    { name: "Saldo", promise: null },
    { name: "Certificado", promise: "Adjunto a esta respuesta encuentra lo que pidió" },
  ];
  it("comes from the type of the answer", () =>
    expect(promisedDocument("Va.", "entrega", types, templates)).toBe("Entrega documentos"));
  it("comes from a template whose promise is still in the text", () => {
    expect(
      promisedDocument(
        "Señora:\n\nADJUNTO a esta\nrespuesta encuentra lo que pidió: el paz y salvo.",
        "informa",
        types,
        templates,
      ),
    ).toBe("Certificado");
    expect(promisedDocument("Encuentra lo que pidió en la oficina.", "informa", types, templates)).toBe("");
  });
});

describe("the attachment problem of an answer", () => {
  it("is null for valid files", () => expect(attachmentProblem("send", [file(1)], BY_MAIL, "Certificado")).toBeNull());
  it("is a promised document without a file, on sending", () => {
    expect(attachmentProblem("send", [], BY_MAIL, "Certificado")).toContain("promete un documento («Certificado»)");
    expect(attachmentProblem("answer", [], BY_MAIL, "Certificado")).toBeNull();
  });
  it("is too many bytes or files for e-mail; paper has no size limit", () => {
    expect(attachmentProblem("answer", [file(16_200_000)], BY_MAIL, "")).toBe(
      "Pesan 16,2 MB y por correo caben 15,1 MB: quite alguno o redúzcalo.",
    );
    expect(attachmentProblem("answer", [file(1), file(1), file(1)], ON_PAPER, "")).toContain("a lo sumo 2 archivos");
    expect(attachmentProblem("send", [file(16_200_000)], ON_PAPER, "")).toBeNull();
  });
  it("is a withheld file, and on sending a file that was not scanned", () => {
    expect(attachmentProblem("answer", [file(1, "withheld")], BY_MAIL, "")).toContain("retuvo «certificado.pdf»");
    expect(attachmentProblem("answer", [file(1, "waiting")], BY_MAIL, "")).toBeNull();
    expect(attachmentProblem("send", [file(1, "waiting")], BY_MAIL, "")).toContain(
      "aún no ha examinado «certificado.pdf»",
    );
  });
});
