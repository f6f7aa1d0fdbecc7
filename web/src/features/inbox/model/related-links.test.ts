import { describe, expect, it } from "vitest";
import { relatedLinks } from "./related-links";

const ticket = (channel: "phone" | "message", call_id: string | null, ...recordings: string[]) => ({
  customer_id: null,
  channel,
  call_id,
  recordings,
});
const SUPERVISOR = ["calls.read", "recording.play", "message.attend"];
const names = (...args: Parameters<typeof relatedLinks>) => relatedLinks(...args).map(({ name }) => name);

describe("the related links of a ticket", () => {
  it("lead to its call, and to the recording if there is one that the user may play", () => {
    expect(relatedLinks(ticket("phone", "c:1", "c:1.0-2"), SUPERVISOR)).toEqual([
      { path: "/llamadas/c%3A1", name: "Llamada y grabación" },
    ]);
    expect(names(ticket("phone", "c1"), SUPERVISOR)).toEqual(["Llamada"]);
    expect(names(ticket("phone", "c1", "c1.0-2"), ["calls.read"])).toEqual(["Llamada"]);
  });
  it("lead to its voice message for users who attend messages", () => {
    expect(relatedLinks(ticket("message", "m1", "m1.0-2"), ["message.attend"])).toEqual([
      { path: "/mensajes/m1.0-2", name: "Mensaje de voz" },
    ]);
    expect(names(ticket("message", "m1", "m1.0-2", "m2.0-2"), ["message.attend"])).toEqual([
      "Mensaje de voz 1",
      "Mensaje de voz 2",
    ]);
    expect(names(ticket("message", "m1", "m1.0-2"), SUPERVISOR)).toEqual(["Llamada y grabación", "Mensaje de voz"]);
  });
  it("lead to the page of its customer for users who read it without a call", () => {
    const tied = { ...ticket("phone", "c1"), customer_id: "k/1" };
    expect(relatedLinks(tied, ["customer.without_call"])).toEqual([
      { path: "/clientes/k%2F1", name: "Página del cliente" },
    ]);
    expect(names(tied, SUPERVISOR)).toEqual(["Llamada"]);
  });
  it("are empty for other users", () => {
    expect(names(ticket("phone", "c1"), ["ticket.read"])).toEqual([]);
    expect(names(ticket("phone", null), SUPERVISOR)).toEqual([]);
  });
});
