import { Dialog } from "../../../components/dialog";
import css from "./shell.module.css";
import { screenShortcuts } from "../model/screen-shortcuts";

export function ShortcutsDialog({ path, attends, close }: { path: string; attends: boolean; close: () => void }) {
  return (
    <Dialog title="Atajos del teclado" onClose={close}>
      <dl className={css.keys}>
        {screenShortcuts(path, attends).map(({ label, does }) => (
          <div key={label}>
            <dt>
              <kbd>{label}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet small">En Mac, Alt es la tecla ⌥. Los atajos funcionan también mientras escribe.</p>
    </Dialog>
  );
}
