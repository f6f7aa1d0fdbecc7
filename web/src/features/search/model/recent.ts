/**
 * The options that the user opened last. They are in the memory of the page only, for the user who opened them: another
 * user of this browser, a reload or a closed tab finds none.
 */
import type { Option } from "./options";

const MAX_RECENT = 5;
let owner = "";
let options: readonly Option[] = [];

export const recentOptions = (user: string): readonly Option[] => (user === owner ? options : []);

export function rememberOption(user: string, option: Option): void {
  options = [option, ...recentOptions(user).filter(({ key }) => key !== option.key)].slice(0, MAX_RECENT);
  owner = user;
}

export function clearRecentOptions(): void {
  owner = "";
  options = [];
}
