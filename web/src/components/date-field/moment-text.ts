/** Times, moments and months as people write them in Colombia. The values of forms are those of HTML. Pure. */
import { readDay, writeDay } from "./day-text";

const CLOCK = /^(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(?:([ap])\.?\s*m\.?)?$/i;
const DIGITS = /^(\d{1,2})(\d{2})$/;
const MOMENT = /^(\d{8}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\s*[/.\- ]\s*\d{1,2}\s*[/.\- ]\s*\d{4})(?:\s*,?\s+|T)(.+)$/i;
const MONTH = /^(\d{1,2})\s*[/.\- ]\s*(\d{4})$/;
const ISO_MONTH = /^(\d{4})-(\d{2})$/;
const NAMED_MONTH = /^([a-záéíóú]{3,})\.?\s+(?:de\s+|del\s+)?(\d{4})$/i;
const MONTHS = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre"];
const ALL_MONTHS = [...MONTHS, "octubre", "noviembre", "diciembre"];
const pad = (part: string | number): string => String(part).padStart(2, "0");

/** Return the time of a text such as 15:30, 1530 or 3:30 p. m., as HH:MM; null if there is no such time. */
export function readTime(text: string): string | null {
  const [, hour, minute = "00", half] = CLOCK.exec(text.trim()) ?? DIGITS.exec(text.trim()) ?? [];
  if (hour === undefined || (minute === "00" && /^\d{1,2}$/.test(text.trim()))) return null;
  const hours = Number(hour);
  if (half === undefined) return hours < 24 && Number(minute) < 60 ? `${pad(hours)}:${minute}` : null;
  if (hours < 1 || hours > 12 || Number(minute) > 59) return null;
  return `${pad((hours % 12) + (half.toLowerCase() === "p" ? 12 : 0))}:${minute}`;
}

/** Return the moment of a text such as 5/12/2026 15:30, as 2026-12-05T15:30; null if day or time is missing. */
export function readMoment(text: string): string | null {
  const [, dayText = "", timeText = ""] = MOMENT.exec(text.trim()) ?? [];
  const [day, time] = [readDay(dayText), readTime(timeText)];
  return day && time ? `${day}T${time}` : null;
}

/** Return the text of a moment, 05/12/2026 15:30 for 2026-12-05T15:30; empty for an empty one. */
export function writeMoment(moment: string): string {
  const [day = "", time = ""] = moment.split("T");
  return day && time ? `${writeDay(day)} ${time}` : "";
}

/** Return a typed moment on another day: its time stays, or is still to be typed. */
export function withDay(text: string, day: string): string {
  const time = readTime(MOMENT.exec(text.trim())?.[2] ?? "");
  return `${writeDay(day)} ${time ?? ""}`;
}

/** Return the month of a text such as 11/2026 or noviembre de 2026, as YYYY-MM; null if there is no such month. */
export function readMonth(text: string): string | null {
  const [written, iso, named] = [MONTH, ISO_MONTH, NAMED_MONTH].map((each) => each.exec(text.trim()));
  const word = named?.[1]?.toLowerCase() ?? "";
  const number = word ? ALL_MONTHS.findIndex((each) => each.startsWith(word)) + 1 : Number(written?.[1] ?? iso?.[2]);
  const year = written?.[2] ?? iso?.[1] ?? named?.[2];
  return year && number >= 1 && number <= 12 ? `${year}-${pad(number)}` : null;
}

/** Return the text of a month, 11/2026 for 2026-11; empty for an empty one. */
export function writeMonth(month: string): string {
  const [year, number] = month.split("-");
  return year && number ? `${number}/${year}` : "";
}
