import { expect, test } from "vitest";
import type { OwnBulletin } from "../../../api/announcements";
import {
  audiencePhrase,
  deskAnnouncements,
  foundAdvisors,
  isAnnouncementComplete,
  NEW_ANNOUNCEMENT,
  notReceived,
  readPhrase,
  toAnnouncementForm,
  unreadMessages,
} from "./bulletins";

const bulletin = (id: string, more: Partial<OwnBulletin>): OwnBulletin => ({
  id,
  kind: "message",
  title: "",
  text: "Hola",
  must_read: true,
  state: "standing",
  begins_at: "2027-01-15T13:00:00Z",
  ends_at: "2027-01-16T13:00:00Z",
  published_at: "2027-01-15T13:00:00Z",
  published_by_name: "Sara",
  received: true,
  read_at: null,
  ...more,
});
const TODAY = "2027-01-15";
const DRAFT = { ...NEW_ANNOUNCEMENT, ids: ["asesor"], title: "Portal", text: "Cambió.", lastDay: "2027-01-17" };

test("messages wait until they are read, the earliest first", () => {
  const all = [bulletin("3", {}), bulletin("2", { read_at: "2027-01-15T13:05:00Z" }), bulletin("1", {})];
  expect(unreadMessages(all).map(({ id }) => id)).toEqual(["1", "3"]);
});

test("announcements that must be read come first, then the unread ones", () => {
  const read = bulletin("1", { kind: "announcement", read_at: "2027-01-15T13:05:00Z" });
  const free = bulletin("2", { kind: "announcement", must_read: false });
  const due = bulletin("3", { kind: "announcement", received: false });
  expect(deskAnnouncements([read, free, due, bulletin("4", {})]).map(({ id }) => id)).toEqual(["3", "2", "1"]);
  expect(notReceived([read, free, due])).toEqual(["3"]);
});

test("an announcement lasts to the end of its last day in Colombia", () => {
  expect(isAnnouncementComplete(DRAFT, TODAY)).toBe(true);
  expect(isAnnouncementComplete({ ...DRAFT, lastDay: "2027-01-14" }, TODAY)).toBe(false);
  expect(isAnnouncementComplete({ ...DRAFT, ids: [] }, TODAY)).toBe(false);
  expect(toAnnouncementForm(DRAFT, TODAY)).toMatchObject({ begins_at: null, ends_at: "2027-01-18T00:00:00-05:00" });
  expect(toAnnouncementForm({ ...DRAFT, firstDay: "2027-01-16" }, TODAY).begins_at).toBe("2027-01-16T00:00:00-05:00");
});

test("the list says who read it and for whom it is", () => {
  expect(readPhrase({ read: 3, delivered: 12 })).toBe("Lo leyeron 3 de 12");
  expect(readPhrase({ read: 2, delivered: 2 })).toBe("Lo leyeron todos");
  const audience = { kind: "users", ids: [] } as const;
  expect(audiencePhrase({ audience: { ...audience, ids: [] }, audience_names: ["Ana", "Luz", "Eva", "Sol"] })).toBe(
    "Ana, Luz, Eva y 1 más",
  );
});

test("chosen advisors stay in sight while another name is searched", () => {
  const advisors = [
    { id: "ana", name: "Ana Rojas" },
    { id: "luz", name: "Luz Peña" },
  ];
  expect(foundAdvisors(advisors, ["ana"], "peña").map(({ id }) => id)).toEqual(["ana", "luz"]);
  expect(foundAdvisors(advisors, [], "rojas").map(({ id }) => id)).toEqual(["ana"]);
});
