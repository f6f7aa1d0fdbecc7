import { expect, test, vi } from "vitest";
import type { Account } from "./api/types";
import { ScreenCode } from "./components/lazy-screen";
import { ROUTES } from "./routes";
import { prefetchScreen, preloadScreen, SCREENS } from "./screens";

const reader = { roles: ["supervisor"], permissions: ["ticket.read"] } as unknown as Account;
const inbox = SCREENS["/bandeja"];

test("each route but the desk's has its screen", () =>
  expect(ROUTES.map(({ path }) => path).filter((path) => path !== "/escritorio" && !SCREENS[path])).toEqual([]));

test("the code of a path's screen is loaded, of a part of it and of a wall display, too", async () => {
  const loaded = new Set<unknown>();
  const load = vi.spyOn(ScreenCode.prototype, "load").mockImplementation(async function (this: ScreenCode) {
    loaded.add(this);
    return { default: () => null };
  });
  for (const path of ["/bandeja/7", "/calidad/muestras/2026-01", "/pared", "/escritorio", "/nada"])
    await preloadScreen(path);
  expect([...loaded]).toEqual([inbox, SCREENS["/calidad/muestras"], SCREENS["/pared"]]);
  load.mockRestore();
});

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
