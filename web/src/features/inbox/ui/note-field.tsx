/** The text of a note, in which `@` offers the colleagues who can open the ticket. */
import { Textarea } from "@mantine/core";
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import type { MentionedUser } from "../../../api/tickets";
import { completeMention, matchingColleagues, mentionedColleagues, openMention } from "../model/mentions";
import css from "./inbox.module.css";
import { t } from "../../../i18n/translate";

interface NoteFieldProps {
  id: string;
  label: string;
  description?: string;
  error?: string;
  value: string;
  colleagues: readonly MentionedUser[];
  onType: (text: string) => void;
}

export function NoteField({ colleagues, value, onType, ...field }: NoteFieldProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const nextCaret = useRef<number | null>(null);
  const [caret, setCaret] = useState(0);
  const [dismissed, setDismissed] = useState<number | null>(null);
  const open = openMention(value, caret);
  const offered = open && open.start !== dismissed ? matchingColleagues(colleagues, open.search) : [];
  const mentioned = mentionedColleagues(value, colleagues);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caret moves once the completed text is shown
  useLayoutEffect(() => {
    if (nextCaret.current === null) return;
    area.current?.focus();
    area.current?.setSelectionRange(nextCaret.current, nextCaret.current);
    setCaret(nextCaret.current);
    nextCaret.current = null;
  }, [value]);
  const choose = (user: string) => {
    if (!open) return;
    const completed = completeMention(value, open, user);
    nextCaret.current = completed.caret;
    onType(completed.text);
  };
  const dismiss = (event: KeyboardEvent) => {
    event.stopPropagation();
    setDismissed(open?.start ?? null);
    area.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!offered.length) return;
    if (event.key === "Escape") return dismiss(event);
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (at === -2) return;
    event.preventDefault();
    (buttons[at] ?? area.current)?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it moves the focus between the text and its list
    <div className={css.noteField} onKeyDown={onKeyDown}>
      <Textarea
        {...field}
        ref={area}
        value={value}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={8000}
        onChange={(event) => {
          setCaret(event.currentTarget.selectionStart);
          onType(event.currentTarget.value);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
      />
      <p className="unseen" role="status">
        {offered.length > 0 &&
          (offered.length === 1
            ? t("Un colega: elija con las flechas.")
            : t("{offered} colegas: elija con las flechas.", { offered: offered.length }))}
      </p>
      {offered.length > 0 && (
        <ul ref={list} className={css.colleagues} aria-label={t("Colegas que puede mencionar")}>
          {offered.map(({ user, name }) => (
            <li key={user}>
              <button type="button" onClick={() => choose(user)}>
                {name} <span className="quiet small">@{user}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {mentioned.length > 0 && (
        <p className="quiet small">
          {t("Le llega un aviso a {mentioned}.", { mentioned: mentioned.map(({ name }) => name).join(", ") })}
        </p>
      )}
    </div>
  );
}
