import { KEYS, SUBMIT } from "../../keys";
import { Dialog } from "../../parts/dialog";
import css from "./shell.module.css";

export function KeysDialog({ close }: { close: () => void }) {
  return (
    <Dialog title="Atajos del teclado" close={close}>
      <dl className={css.keys}>
        {[...Object.values(KEYS), SUBMIT].map(({ label, does }) => (
          <div key={label}><dt><kbd>{label}</kbd></dt><dd>{does}</dd></div>
        ))}
      </dl>
      <p className="quiet small">En Mac, Alt es la tecla ⌥. Los atajos funcionan también mientras escribe.</p>
    </Dialog>
  );
}
