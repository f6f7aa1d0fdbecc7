import { expect, test } from "vitest";
import { encodeWav, meterLevel } from "./wav";

test("a recording becomes a WAV of 16 bits with its samples cut to full scale", () => {
  const view = new DataView(encodeWav(new Float32Array([0, 1, -1, 2, 0.5]), 16_000));
  const text = (at: number, length: number) =>
    String.fromCharCode(...Array.from({ length }, (_, index) => view.getUint8(at + index)));
  expect([text(0, 4), text(8, 8), text(36, 4)]).toEqual(["RIFF", "WAVEfmt ", "data"]);
  expect([view.getUint32(4, true), view.getUint32(24, true), view.getUint32(40, true)]).toEqual([46, 16_000, 10]);
  expect([0, 1, 2, 3, 4].map((index) => view.getInt16(44 + 2 * index, true))).toEqual([0, 32767, -32767, 32767, 16384]);
});

test("the meter shows 60 decibels", () => {
  expect(meterLevel(new Float32Array([0, 0]))).toBe(0);
  expect(meterLevel(new Float32Array([0.0001]))).toBe(0);
  expect(meterLevel(new Float32Array([-1, 0.2]))).toBe(1);
  expect(meterLevel(new Float32Array([0.1]))).toBeCloseTo(2 / 3);
});
