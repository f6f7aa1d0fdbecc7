import { describe, expect, it } from "vitest";
import { ROUTES } from "../../../routes";
import { screenGuides } from "./screen-guides";

const FILES = import.meta.glob("../../../../../docs/guias/*.md");

describe("the guides of a screen", () => {
  it.each(ROUTES.map(({ path }) => path))("exist for %s", (path) => {
    expect(screenGuides(path).length).toBeGreaterThan(0);
    for (const { id, name } of screenGuides(path)) {
      expect(FILES).toHaveProperty([`../../../../../docs/guias/${id}.md`]);
      expect(name).not.toBe(id);
    }
  });
});
