import { describe, expect, it } from "vitest";
import { startEdit, changedFields, formatPhone, contactLabel, rebase, resolveConflict } from "./contact-edit";

const HOME = { line: "Cra 3 # 18-32", municipality: "11001" };
const CUSTOMER = { version: 4, phones: ["+573001112203"], emails: ["ana@correo.example"], addresses: [HOME] };
const editing = startEdit(CUSTOMER);
const withMail = { ...editing, mine: { ...editing.mine, emails: ["nueva@correo.example"] } };

describe("the edit of a customer's contact data", () => {
  it("sends nothing when nothing changed, even with empty rows", () => {
    expect(changedFields(editing)).toEqual({});
    expect(changedFields({ ...editing, mine: { ...editing.mine, phones: [...CUSTOMER.phones, " "] } })).toEqual({});
    expect(changedFields(startEdit({ version: 1, phones: [], emails: [], addresses: [] }))).toEqual({});
  });
  it("sends only the changed fields", () =>
    expect(changedFields(withMail)).toEqual({ emails: ["nueva@correo.example"] }));
  it("takes in another user's changes and keeps one's own", () => {
    const after = rebase(withMail, { ...CUSTOMER, version: 5, phones: ["+573009998877"] });
    expect([after.version, after.mine.phones, after.conflicts]).toEqual([5, ["+573009998877"], {}]);
    expect(changedFields(after)).toEqual({ emails: ["nueva@correo.example"] });
  });
  it("keeps both values when both users changed the same field, until the user chooses", () => {
    const after = rebase(withMail, { ...CUSTOMER, version: 5, emails: ["otra@correo.example"] });
    expect(after.conflicts).toEqual({ emails: ["otra@correo.example"] });
    expect(changedFields(resolveConflict(after, "emails", true))).toEqual({});
    expect(changedFields(resolveConflict(after, "emails", false))).toEqual({ emails: ["nueva@correo.example"] });
  });
  it("has no conflict when both users wrote the same value", () =>
    expect(rebase(withMail, { ...CUSTOMER, version: 5, emails: ["nueva@correo.example"] }).conflicts).toEqual({}));
  it("formats values for people", () => {
    expect(formatPhone("+573001112203")).toBe("300 111 2203");
    expect(formatPhone("+34600111222")).toBe("+34600111222");
    expect(contactLabel("addresses", [HOME])).toBe("Cra 3 # 18-32 (11001)");
    expect(contactLabel("addresses", [HOME], (code) => `aquí, ${code}`)).toBe("Cra 3 # 18-32 (aquí, 11001)");
    expect(contactLabel("emails", [])).toBe("nada");
  });
});
