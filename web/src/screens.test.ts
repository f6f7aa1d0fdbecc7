import { expect, test, vi } from "vitest";
import type { Account } from "./api/types";
import { ROUTES } from "./routes";
import { prefetchScreen, SCREENS } from "./screens";

const reader = { roles: ["supervisor"], permissions: ["ticket.read"] } as unknown as Account;
const inbox = SCREENS["/bandeja"];

test("each route but the desk's has its screen", () =>
  expect(ROUTES.map(({ path }) => path).filter((path) => path !== "/escritorio" && !SCREENS[path])).toEqual([]));

test("what a screen shows first is read for a user who may open it", async () => {
  const prefetch = vi.fn();
  const load = vi.spyOn(inbox!, "load").mockResolvedValue({ default: () => null, prefetch });
  await prefetchScreen("/bandeja/PQR%2F7", reader);
  expect(prefetch).toHaveBeenCalledExactlyOnceWith(reader, "PQR/7");
  await prefetchScreen("/bandeja", { ...reader, permissions: [] });
  await prefetchScreen("/nada", reader);
  expect(prefetch).toHaveBeenCalledTimes(1);
  load.mockRejectedValue(new Error("no network"));
  await prefetchScreen("/bandeja", reader); // the screen itself reports the failure
  load.mockRestore();
});
