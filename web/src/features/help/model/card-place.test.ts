import { describe, expect, it } from "vitest";
import { CARD_HEIGHT, CARD_WIDTH, cardPlace, type Rect } from "./card-place";

const WINDOW = { width: 1366, height: 768 };
const RAIL_ITEM: Rect = { left: 0, top: 200, width: 84, height: 56 };

describe("the card of a tour", () => {
  it("stands at the right of an entry of the navigation", () =>
    expect(cardPlace(RAIL_ITEM, WINDOW)).toEqual({ left: 96, top: 200 }));
  it("stands below a wide element", () =>
    expect(cardPlace({ left: 84, top: 0, width: 700, height: 60 }, WINDOW)).toEqual({ left: 84, top: 72 }));
  it("stands in the corner of the screen itself, and without a target", () => {
    const corner = cardPlace(null, WINDOW);
    expect(cardPlace({ left: 84, top: 60, width: 1282, height: 708 }, WINDOW)).toEqual(corner);
  });
  it("leaves the place to the style sheet in a narrow window", () =>
    expect(cardPlace(RAIL_ITEM, { width: 390, height: 844 })).toBeUndefined());
  it.each([
    { left: 0, top: 740, width: 84, height: 28 },
    { left: 1340, top: 0, width: 26, height: 60 },
    { left: 1340, top: 740, width: 26, height: 28 },
  ])("is whole within the window beside %o", (target) => {
    const place = cardPlace(target, WINDOW);
    expect(place?.left).toBeGreaterThanOrEqual(0);
    expect((place?.left ?? 0) + CARD_WIDTH).toBeLessThanOrEqual(WINDOW.width);
    expect((place?.top ?? 0) + CARD_HEIGHT).toBeLessThanOrEqual(WINDOW.height);
  });
});
