/** The state of a list, read from the address and written to it. */
import { useMemo, useState } from "react";
import { currentPath, navigate, useQueryString } from "../../router";
import { type ListSpec, type ListState, listSearch, parseListState } from "./list-state";

export interface ListControl {
  state: ListState;
  /** The part of the address, with its question mark; for links that keep the list. */
  search: string;
  set: (change: Partial<ListState>) => void;
  /** Opens the state of a saved view. */
  open: (query: string) => void;
  /** The cursor of the page; undefined for the first one. */
  cursor: string | undefined;
  /** How many pages come before this one. */
  page: number;
  next: (cursor: string) => void;
  previous: () => void;
}

/**
 * @param spec must be the same object in every render of a list
 * @param outside a filter that no address may have; another one begins with the first page
 */
export function useListState(spec: ListSpec, outside = ""): ListControl {
  const address = useQueryString();
  const state = useMemo(() => parseListState(address, spec), [address, spec]);
  const search = listSearch(state, spec);
  // Pages belong to one state: another filter or order begins again.
  const [pages, setPages] = useState<{ of: string; cursors: readonly string[] }>({ of: "", cursors: [] });
  const key = `${search} ${outside}`;
  const cursors = pages.of === key ? pages.cursors : [];
  const go = (to: ListState) => navigate(currentPath() + listSearch(to, spec));
  return {
    state,
    search,
    set: (change) => go({ ...state, ...change }),
    open: (query) => go(parseListState(query, spec)),
    cursor: cursors.at(-1),
    page: cursors.length,
    next: (cursor) => setPages({ of: key, cursors: [...cursors, cursor] }),
    previous: () => setPages({ of: key, cursors: cursors.slice(0, -1) }),
  };
}
