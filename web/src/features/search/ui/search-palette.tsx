/**
 * The search dialog: a combobox with a listbox in groups (ARIA Authoring Practices). The focus stays in the field; the
 * arrows move the active option, Enter opens it. It asks the server when the user stops typing.
 */
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { useSearch } from "../../../api/search";
import type { Account } from "../../../api/types";
import { Dialog } from "../../../components/dialog";
import { Failure } from "../../../components/load-states";
import { useLabels } from "../../../labels";
import { navigate } from "../../../router";
import {
  type ActionName,
  countSentence,
  MIN_LETTERS,
  movedIndex,
  type Option,
  type OptionGroup,
  resultGroups,
  screenGroups,
  searchedText,
  uniqueGroups,
} from "../model/options";
import { recentOptions, rememberOption } from "../model/recent";
import css from "./search.module.css";
import { t } from "../../../i18n/translate";

/** Long enough that one word is one search: each is recorded. */
const PAUSE_MS = 400;
const MAX_LENGTH = 100;

interface SearchPaletteProps {
  account: Account;
  act: (action: ActionName) => void;
  close: () => void;
}

export function SearchPalette({ account, act, close }: SearchPaletteProps) {
  const open = (option: Option) => {
    const { target } = option;
    if ("closed" in target) return;
    rememberOption(account.user, option);
    close();
    if ("action" in target) act(target.action);
    else {
      navigate(target.path);
      document.getElementById("contenido")?.focus();
    }
  };
  return (
    <Dialog title={t("Buscar")} onClose={close} wide>
      <SearchCombobox account={account} open={open} />
    </Dialog>
  );
}

function SearchCombobox({ account, open }: { account: Account; open: (option: Option) => void }) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [activeKey, setActiveKey] = useState("");
  const text = searchedText(typed);
  const searched = useSettled(text, PAUSE_MS);
  const { data, error, isFetching, refetch } = useSearch(searched);
  const labels = useLabels();
  const isCurrent = text === searched;
  const results = data && isCurrent && text ? resultGroups(data, account, labels) : [];
  const recent = typed.trim() ? [] : [{ name: t("Lo último que abrió"), options: [...recentOptions(account.user)] }];
  const groups = uniqueGroups([...recent, ...results, ...screenGroups(account, typed)]);
  const options = groups.flatMap((group) => group.options);
  const index = Math.max(
    0,
    options.findIndex(({ key }) => key === activeKey),
  );
  const active = options[index];
  const waits = Boolean(text) && (!isCurrent || isFetching);
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const next = movedIndex(event.key, index, options.length);
    if (event.key === "Enter" && active) open(active);
    else if (next !== index) setActiveKey(options[next]?.key ?? "");
    else return;
    event.preventDefault();
  };
  return (
    <div className={css.palette}>
      <label htmlFor={`${id}-field`} className="unseen">
        {t("Radicado, documento, teléfono, nombre, palabras de una petición o pantalla")}
      </label>
      <input
        id={`${id}-field`}
        data-first
        className={css.field}
        role="combobox"
        aria-expanded={options.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active ? optionId(id, active) : undefined}
        aria-describedby={`${id}-status`}
        placeholder={t("Radicado, documento, teléfono, nombre, palabras…")}
        value={typed}
        maxLength={MAX_LENGTH}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setActiveKey("");
        }}
        onKeyDown={press}
      />
      <p id={`${id}-status`} role="status" className="quiet small">
        {statusSentence(typed.trim(), text, waits, Boolean(error), options.length)}
      </p>
      {error && isCurrent && text ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo buscar.")} />
      ) : null}
      <OptionList id={id} groups={groups} active={active} choose={open} point={setActiveKey} />
    </div>
  );
}

function statusSentence(typed: string, text: string, waits: boolean, failed: boolean, count: number): string {
  if (waits) return t("Buscando…");
  if (text) return failed ? "" : countSentence(count);
  if (typed)
    return t("Escriba al menos {minLetters} letras para buscar también en tickets, clientes y llamadas.", {
      minLetters: MIN_LETTERS,
    });
  return t("Flechas para moverse, Enter para abrir, Escape para cerrar.");
}

interface OptionListProps {
  id: string;
  groups: OptionGroup[];
  active: Option | undefined;
  choose: (option: Option) => void;
  point: (key: string) => void;
}

function OptionList({ id, groups, active, choose, point }: OptionListProps) {
  const activeId = active && optionId(id, active);
  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: "nearest" });
  }, [activeId]);
  return (
    <div id={`${id}-list`} role="listbox" aria-label={t("Resultados")} className={css.list}>
      {groups.map(({ name, options }) => (
        <div key={name} role="group" aria-label={name}>
          <p className={css.group} aria-hidden="true">
            {name}
          </p>
          {options.map((option) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and the keys
            // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant points to it
            <div
              key={option.key}
              id={optionId(id, option)}
              role="option"
              aria-selected={option.key === active?.key}
              aria-disabled={"closed" in option.target || undefined}
              className={css.option}
              data-kind={option.key.split(" ")[0]}
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => option.key !== active?.key && point(option.key)}
              onClick={() => choose(option)}
            >
              <span className={css.name}>{option.name}</span>
              {option.detail && <span className={css.detail}>{option.detail}</span>}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

const optionId = (id: string, option: Option): string => `${id}-${option.key.replace(/[^\w-]/g, "_")}`;

/** Return a value once it has not changed for a while. */
function useSettled(value: string, pauseMs: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, pauseMs]);
  return settled;
}
