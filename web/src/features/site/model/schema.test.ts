import { describe, expect, it } from "vitest";
import { choicesOf, fieldKind, firstValue, type JsonSchema, namesOf, partSchema, withoutReferences } from "./schema";

const ROOT: JsonSchema = {
  type: "object",
  properties: {
    calendars: { title: "Calendarios", type: "object", additionalProperties: { $ref: "#/$defs/Calendar" } },
    pauses: {
      title: "Pausas",
      type: "object",
      additionalProperties: { anyOf: [{ type: "string" }, { $ref: "#/$defs/Pause" }] },
    },
  },
  $defs: {
    Calendar: {
      type: "object",
      required: ["week"],
      properties: {
        week: {
          title: "Semana",
          type: "object",
          additionalProperties: { type: "array", items: { $ref: "#/$defs/H" } },
        },
        holidays: { title: "Festivos", enum: ["colombia", "none"], default: "colombia" },
        fallback: { title: "Reserva", anyOf: [{ type: "string" }, { type: "null" }] },
      },
    },
    H: { type: "string", pattern: "^\\d{1,2}:\\d{2}\\s*-\\s*\\d{1,2}:\\d{2}$" },
    Pause: { type: "object", required: ["name"], properties: { name: { type: "string" }, paid: { type: "boolean" } } },
  },
};
const SCHEMA = withoutReferences(ROOT);
const CALENDAR = partSchema(partSchema(SCHEMA, "calendars", {}) ?? {}, "atencion", {}) ?? {};

describe("the schema of a site", () => {
  it("says which field each part is", () => {
    expect(fieldKind(CALENDAR)).toBe("record");
    const kinds = Object.entries(CALENDAR.properties ?? {}).map(([name, part]) => [name, fieldKind(part)]);
    expect(kinds).toEqual([
      ["week", "table"],
      ["holidays", "choice"],
      ["fallback", "text"],
    ]);
    const day = partSchema(CALENDAR.properties?.week ?? {}, "saturday", undefined) ?? {};
    expect(fieldKind(day)).toBe("list");
    expect(fieldKind(partSchema(day, "0", []) ?? {})).toBe("hours");
  });
  it("recognises our short forms by the patterns that take them alone", () => {
    expect(fieldKind({ type: "string", pattern: "^\\d{1,2}:\\d{2}$" })).toBe("time");
    expect(fieldKind({ type: "string", pattern: "^#[0-9a-fA-F]{6}$" })).toBe("colour");
    expect(fieldKind({ type: "string", format: "date" })).toBe("date");
    expect(fieldKind({ type: "string", pattern: "^[A-Za-z0-9+*._-]{1,64}$" })).toBe("text");
    expect(fieldKind({ type: "string", pattern: "\\A(" })).toBe("text");
  });
  it("names the values of a choice", () => {
    expect(choicesOf({ oneOf: [{ const: "random", title: "Al azar" }] })).toEqual([
      { value: "random", name: "Al azar" },
    ]);
  });
  it("begins an entry with what it must have, and leaves to the person what only the person knows", () => {
    expect(firstValue(CALENDAR)).toEqual({ week: {} });
    expect(firstValue({ type: "string" })).toBeUndefined();
  });
  it("finds the part of a variant by the value", () => {
    const pauses = partSchema(SCHEMA, "pauses", {}) ?? {};
    const pause = partSchema(pauses, "almuerzo", { almuerzo: { name: "Almuerzo" } }) ?? {};
    expect(fieldKind(pause)).toBe("variants");
    expect(fieldKind(partSchema(pause, "paid", { name: "Almuerzo" }) ?? {})).toBe("boolean");
  });
  it("names a path as a person reads it", () => {
    const document = { calendars: { atencion: { week: { saturday: ["8:00-13:00"] } } } };
    expect(namesOf(SCHEMA, document, ["calendars", "atencion", "week"])).toEqual([
      "Calendarios",
      "«atencion»",
      "Semana",
    ]);
  });
});
