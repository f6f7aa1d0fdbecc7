import { expect, test } from "vitest";
import { isOverrideComplete, levelsPhrase, timeOfToday, toOverrideForm } from "./queue-override";

const NOON = Date.parse("2027-01-15T12:00:00-05:00");
const DRAFT = { levels: { quejas: 9 }, at: "", reason: " Pico " };

test("a change ends at a later time of today, or with the day", () => {
  expect(Date.parse(timeOfToday("16:30", NOON) ?? "")).toBe(Date.parse("2027-01-15T16:30:00-05:00"));
  expect(timeOfToday("11:59", NOON)).toBeNull();
  expect(toOverrideForm(DRAFT, NOON)).toEqual({ levels: { quejas: 9 }, until: null, reason: "Pico" });
});

test("a change needs a queue, a reason and no past time", () => {
  expect(isOverrideComplete(DRAFT, NOON)).toBe(true);
  expect(isOverrideComplete({ ...DRAFT, levels: {} }, NOON)).toBe(false);
  expect(isOverrideComplete({ ...DRAFT, at: "08:00" }, NOON)).toBe(false);
  expect(isOverrideComplete({ ...DRAFT, reason: " " }, NOON)).toBe(false);
});

test("queues are named in the order of the site", () => {
  const queues = [
    { id: "pagos", name: "Pagos" },
    { id: "quejas", name: "Quejas" },
  ];
  expect(levelsPhrase({ quejas: 9, pagos: 2 }, queues)).toBe("Pagos (2), Quejas (9)");
});
