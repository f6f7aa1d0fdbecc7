import { expect, it } from "vitest";
import { urgencyLabel } from "./urgency-badge";

const PLAIN = {
  state: "received",
  authority_name: null,
  authority_due_at: null,
  priority_name: null,
  relay_call: false,
} as const;

it("urgencyLabel is empty for a ticket that nothing puts first, and for a closed one", () => {
  expect(urgencyLabel(PLAIN)).toBe("");
  expect(urgencyLabel({ ...PLAIN, state: "closed", priority_name: "Derecho fundamental" })).toBe("");
});

it("urgencyLabel names the authority before the priority and the relay call", () =>
  expect(
    urgencyLabel({ ...PLAIN, authority_name: "Tutela", priority_name: "Derecho fundamental", relay_call: true }),
  ).toBe("Tutela · Prioridad: derecho fundamental · Centro de Relevo"));
