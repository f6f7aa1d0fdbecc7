import { describe, expect, it } from "vitest";
import { PLACES } from "../../../routes";
import { guidesOf } from "./screen-guides";

const FILES = import.meta.glob("../../../../../docs/guias/*.md");

describe("the guides of a screen", () => {
  it.each(PLACES.map(({ path }) => path))("are there for %s", (path) => {
    expect(guidesOf(path).length).toBeGreaterThan(0);
    for (const { id, name } of guidesOf(path)) {
      expect(FILES).toHaveProperty([`../../../../../docs/guias/${id}.md`]);
      expect(name).not.toBe(id);
    }
  });
});
