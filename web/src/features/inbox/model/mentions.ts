/** Mentions of colleagues in the text of a note: `@user`, chosen from a list. Pure. */
import type { MentionedUser } from "../../../api/tickets";
import { foldAccents } from "../../../formats";

/** The most colleagues that are offered at a time. */
const MOST_OFFERED = 6;
const OPEN_MENTION = /(?:^|[^\p{L}\p{N}._@-])@([\p{L}\p{N}._-]*)$/u;
const MENTION = /(?:^|[^\p{L}\p{N}._@-])@([a-z][a-z0-9._-]*)/gu;

export interface OpenMention {
  /** Where its `@` stands in the text. */
  start: number;
  /** What was typed after it. */
  search: string;
}

/** Return the mention that is being typed before the caret; null if there is none. */
export function openMention(text: string, caret: number): OpenMention | null {
  const search = OPEN_MENTION.exec(text.slice(0, caret))?.[1];
  return search === undefined ? null : { start: caret - search.length - 1, search };
}

/** Return the colleagues whose user or a word of whose name begins with what was typed. */
export function matchingColleagues(colleagues: readonly MentionedUser[], search: string): MentionedUser[] {
  const typed = foldAccents(search);
  const begins = (word: string) => foldAccents(word).startsWith(typed);
  return colleagues.filter(({ user, name }) => begins(user) || name.split(" ").some(begins)).slice(0, MOST_OFFERED);
}

/** Return the text with a mention completed, and the caret after it. */
export function completeMention(
  text: string,
  { start, search }: OpenMention,
  user: string,
): { text: string; caret: number } {
  const before = `${text.slice(0, start)}@${user} `;
  return { text: before + text.slice(start + 1 + search.length).trimStart(), caret: before.length };
}

/** Return the colleagues whom a text mentions, each once; a full stop after a user ends the sentence. */
export function mentionedColleagues(text: string, colleagues: readonly MentionedUser[]): MentionedUser[] {
  const typed = [...text.matchAll(MENTION)].map(([, user = ""]) => user);
  const users = new Set(typed.flatMap((user) => [user, user.replace(/[.-]+$/, "")]));
  return colleagues.filter(({ user }) => users.has(user));
}
