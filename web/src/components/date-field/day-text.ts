/** Days as people write them in Colombia: day, month and year. The values of forms are YYYY-MM-DD. */
const WRITTEN = /^(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})$/;
const DIGITS = /^(\d{2})(\d{2})(\d{4})$/;
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Return the day of a text, such as 5/12/2026, 05122026 or 2026-12-05, as YYYY-MM-DD; null if there is no such day. */
export function readDay(text: string): string | null {
  const written = WRITTEN.exec(text.trim()) ?? DIGITS.exec(text.trim());
  const iso = ISO.exec(text.trim());
  const [year, month, day] = written ? [written[3], written[2], written[1]] : iso ? iso.slice(1) : [];
  if (!year || !month || !day) return null;
  const found = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(`${found}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(found) ? found : null;
}

/** Return the text of a day, 05/12/2026 for 2026-12-05; empty for an empty day. */
export function writeDay(day: string): string {
  const [year, month, date] = day.split("-");
  return year && month && date ? `${date}/${month}/${year}` : "";
}
