import { expect, it } from "vitest";
import type { CallFact } from "../../../api/types";
import { technicalLine } from "./technical-line";

const entry = (fact: Record<string, unknown>) =>
  ({ at: "2026-11-30T15:00:00Z", id: "1-7", actor: "system", fact }) as unknown as CallFact;

it("a technical line has kind, position and actor, and the fields that the sentence leaves out", () =>
  expect(technicalLine(entry({ type: "GatewayLost", gateway: "asterisk-1", calls: 0 }))).toMatch(
    / · GatewayLost · 1-7 · system · gateway=asterisk-1 · calls=0$/,
  ));
it("a technical line leaves out empty fields", () =>
  expect(technicalLine(entry({ type: "CallQueued", queue: "", from: null }))).toMatch(/ · CallQueued · 1-7 · system$/));
