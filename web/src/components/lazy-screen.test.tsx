// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, expect, test, vi } from "vitest";
import { LazyScreen, ScreenCode, type ScreenProps } from "./lazy-screen";

afterEach(cleanup);
const Board = ({ id }: ScreenProps) => <h1>Tablero {id}</h1>;

test("a screen whose code is there is drawn at once, without a fallback", async () => {
  const code = new ScreenCode(async () => ({ default: Board }));
  await code.load();
  expect(renderToStaticMarkup(<LazyScreen code={code} id="7" />)).toBe("<h1>Tablero 7</h1>");
});

test("the screen is drawn as soon as its code comes, which is fetched once", async () => {
  const fetch = vi.fn(async () => ({ default: Board }));
  const code = new ScreenCode(fetch);
  void code.load();
  render(<LazyScreen code={code} id="7" />);
  expect(screen.getByRole("status").textContent).toContain("Abriendo la pantalla");
  expect((await screen.findByRole("heading")).textContent).toBe("Tablero 7");
  expect(fetch).toHaveBeenCalledTimes(1);
});

test("code that did not load is fetched again when the screen is opened", async () => {
  const fetch = vi.fn(async () => ({ default: Board }));
  fetch.mockRejectedValueOnce(new Error("no network"));
  const code = new ScreenCode(fetch);
  await expect(code.load()).rejects.toThrow("no network");
  render(<LazyScreen code={code} id="" />);
  await screen.findByRole("heading");
});
