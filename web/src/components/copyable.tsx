/** Texts to copy: a button, and a command for a terminal. */
import { announce } from "./announcer";
import css from "./copyable.module.css";
import { CopyIcon } from "./icons";
import { t } from "../i18n/translate";

/** Copy a text; `what` names it for screen readers. */
export function CopyButton({ what, text }: { what: string; text: string }) {
  const copy = () => void navigator.clipboard.writeText(text).then(() => announce(t("{what}: copiado", { what })));
  return (
    <button
      type="button"
      className={css.copy}
      aria-label={t("Copiar: {what}", { what })}
      title={t("Copiar")}
      onClick={copy}
    >
      <CopyIcon />
    </button>
  );
}

export function Command({ text, label }: { text: string; label: string }) {
  return (
    <div className={css.command}>
      <code className={css.code} tabIndex={0} role="group" aria-label={label}>
        {text}
      </code>
      <CopyButton what={label} text={text} />
    </div>
  );
}
