import { expect, test } from "vitest";
import { ROUTES } from "./routes";
import { SCREENS } from "./screens";

test("each route but the desk's has its screen", () =>
  expect(ROUTES.map(({ path }) => path).filter((path) => path !== "/escritorio" && !SCREENS[path])).toEqual([]));
