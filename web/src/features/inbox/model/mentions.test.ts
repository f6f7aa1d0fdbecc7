import { describe, expect, it } from "vitest";
import { completeMention, matchingColleagues, mentionedColleagues, openMention } from "./mentions";

const FABIO = { user: "fondos2", name: "Fabio Nelson Arango" };
const YOLIMA = { user: "yolima.c", name: "Yolima Caicedo" };
const ANGEL = { user: "angel", name: "Ángel Peña" };
const ALL = [FABIO, YOLIMA, ANGEL];

describe("a mention that is being typed", () => {
  it("begins at the @ before the caret", () => {
    expect(openMention("Revise @fa", 10)).toEqual({ start: 7, search: "fa" });
    expect(openMention("@", 1)).toEqual({ start: 0, search: "" });
    expect(openMention("(@Ñan", 5)).toEqual({ start: 1, search: "Ñan" });
  });
  it("is none in an e-mail address, after a space, or elsewhere in the text", () => {
    expect(openMention("ana@entidad", 11)).toBeNull();
    expect(openMention("@fa listo", 9)).toBeNull();
    expect(openMention("Hola @fa", 4)).toBeNull();
  });
  it("offers whose user or name begins so, without accents", () => {
    expect(matchingColleagues(ALL, "an")).toEqual([ANGEL]);
    expect(matchingColleagues(ALL, "ara")).toEqual([FABIO]);
    expect(matchingColleagues(ALL, "pen")).toEqual([ANGEL]);
    expect(matchingColleagues(ALL, "")).toEqual(ALL);
  });
  it("is completed with the user, and the caret stands after it", () => {
    const open = { start: 7, search: "fa" };
    expect(completeMention("Revise @fa por favor", open, "fondos2")).toEqual({
      text: "Revise @fondos2 por favor",
      caret: 16,
    });
  });
});

describe("the mentions of a text", () => {
  it("are those of the list, each once", () => {
    expect(mentionedColleagues("@fondos2 y @yolima.c: vean. @fondos2", ALL)).toEqual([FABIO, YOLIMA]);
    expect(mentionedColleagues("@otro y fondos2@correo.co", ALL)).toEqual([]);
  });
  it("may end a sentence", () => {
    expect(mentionedColleagues("Pregúntele a @yolima.c.", ALL)).toEqual([YOLIMA]);
  });
});
