import { expect, it } from "vitest";
import { hiddenColumns } from "./wide-table";

const COLUMNS = [0, 100, 200, 300].map((start) => ({ start, end: start + 100 }));

it.each([
  [
    { start: 0, end: 400 },
    { before: 0, after: 0 },
  ],
  [
    { start: 0, end: 250 },
    { before: 0, after: 2 },
  ],
  [
    { start: 150, end: 400 },
    { before: 2, after: 0 },
  ],
  [
    { start: 100.5, end: 299.5 },
    { before: 1, after: 1 },
  ],
])("columns that are not wholly visible in %j are counted", (visible, hidden) =>
  expect(hiddenColumns(COLUMNS, visible)).toEqual(hidden),
);
