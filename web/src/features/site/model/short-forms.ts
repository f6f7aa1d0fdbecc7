/** The short forms in which a person writes values of a site: opening hours and times. Pure. */
const CLOCK = /^(\d{1,2})(?::(\d{2}))?$/;
const RANGE = /^(\S+)\s*(?:-|–|\ba\b)\s*(\S+)$/;

function readMinutes(text: string): number | null {
  const [, hour, minute = "00"] = CLOCK.exec(text) ?? [];
  if (hour === undefined) return null;
  const minutes = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && minutes <= 24 * 60 ? minutes : null;
}

const writeClock = (minutes: number): string => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;

/** Return hours such as 7-19, 7:00 – 19:00 or 7 a 19 as 7:00-19:00; null if they close before they open. */
export function readHours(text: string): string | null {
  const [, first = "", last = ""] = RANGE.exec(text.trim()) ?? [];
  const [opens, closes] = [readMinutes(first), readMinutes(last)];
  return opens !== null && closes !== null && opens < closes ? `${writeClock(opens)}-${writeClock(closes)}` : null;
}

/** Return the time of a site, 7:30, as the field of HTML has it, 07:30. */
export const toFieldTime = (text: string): string => (/^\d:\d{2}$/.test(text) ? `0${text}` : text);
/** Return the time of a field, 07:30, as a site writes it, 7:30. */
export const toSiteTime = (text: string): string => text.replace(/^0(\d:)/, "$1");
