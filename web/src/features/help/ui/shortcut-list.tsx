/** The shortcuts that the open screen has registered; at an advisor's desk, those of other moments of a call, too. */
import { SHORTCUTS, type Shortcut, useActiveShortcuts } from "../../../keyboard-shortcuts";
import css from "./guide.module.css";
import { t } from "../../../i18n/translate";

export function ShortcutList({ path, attends }: { path: string; attends: boolean }) {
  const now = useActiveShortcuts();
  const later = attends && path === "/escritorio" ? Object.values(SHORTCUTS).filter((each) => !now.includes(each)) : [];
  return (
    <>
      <Keys shortcuts={now} />
      {later.length > 0 && (
        <>
          <h3>{t("En otros momentos de la llamada")}</h3>
          <Keys shortcuts={later} />
        </>
      )}
      <p className="quiet small">
        {t("En Mac, Alt es la tecla ⌥. Los atajos con Alt y con Ctrl funcionan también mientras escribe.")}
      </p>
    </>
  );
}

function Keys({ shortcuts }: { shortcuts: readonly Shortcut[] }) {
  return (
    <dl className={css.keys}>
      {shortcuts.map(({ label, does }) => (
        <div key={`${label} ${does}`}>
          <dt>
            <kbd>{label}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
}
