import { describe, expect, it } from "vitest";
import { choicesOf, fieldKind, firstValue, type JsonSchema, namesOf, partSchema } from "./schema";

const HOURS: JsonSchema = { type: "string", format: "hours", pattern: "^.*$" };
const PAUSE: JsonSchema = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string" }, paid: { type: "boolean" } },
};
const SCHEMA: JsonSchema = {
  type: "object",
  properties: {
    calendars: {
      title: "Calendarios",
      type: "object",
      additionalProperties: {
        type: "object",
        required: ["week"],
        properties: {
          week: { title: "Semana", type: "object", additionalProperties: { type: "array", items: HOURS } },
          holidays: { title: "Festivos", enum: ["colombia", "none"], default: "colombia" },
          fallback: { title: "Reserva", anyOf: [{ type: "string" }, { type: "null" }] },
        },
      },
    },
    pauses: {
      title: "Pausas",
      type: "object",
      additionalProperties: { anyOf: [{ type: "string" }, PAUSE] },
    },
  },
};
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
  it("knows hours, times and days by their format, and colours by their pattern", () => {
    expect(fieldKind({ type: "string", format: "clock" })).toBe("time");
    expect(fieldKind({ type: "string", pattern: "^#[0-9a-fA-F]{6}$" })).toBe("colour");
    expect(fieldKind({ type: "string", format: "date" })).toBe("date");
    expect(fieldKind({ type: "string", pattern: "^[A-Za-z0-9+*._-]{1,64}$" })).toBe("text");
  });
  it("names the values of a choice", () => {
    expect(choicesOf({ enum: ["random"], enumDescriptions: ["Al azar"] })).toEqual([
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
