/** The field of the bar that opens the search, and its key. */
import { useEffect, useRef } from "react";
import { SearchIcon } from "../../../components/icons";
import { isSearchKey, SEARCH_SHORTCUT, useRegisteredShortcuts } from "../../../keyboard-shortcuts";
import css from "./search.module.css";
import { t } from "../../../i18n/translate";

const SEARCH_KEYS = [SEARCH_SHORTCUT];

export function SearchButton({ open }: { open: () => void }) {
  useRegisteredShortcuts(SEARCH_KEYS);
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!isSearchKey(event)) return;
      event.preventDefault(); // a browser may have its own search on this key
      if (!document.querySelector("dialog[open]")) latest.current();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  return (
    <button
      type="button"
      className={css.opener}
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      data-tour="buscar"
      onClick={open}
    >
      <SearchIcon />
      <span>{t("Buscar")}</span>
      <kbd>{SEARCH_SHORTCUT.label}</kbd>
    </button>
  );
}
