import { Dialog } from "../../../components/dialog";
import css from "./shell.module.css";
import { shortcutsOf } from "../model/screen-shortcuts";

export function KeysDialog({ path, attends, close }: { path: string; attends: boolean; close: () => void }) {
  return (
    <Dialog title="Atajos del teclado" close={close}>
      <dl className={css.keys}>
        {shortcutsOf(path, attends).map(({ label, does }) => (
          <div key={label}><dt><kbd>{label}</kbd></dt><dd>{does}</dd></div>
        ))}
      </dl>
      <p className="quiet small">En Mac, Alt es la tecla ⌥. Los atajos funcionan también mientras escribe.</p>
    </Dialog>
  );
}
