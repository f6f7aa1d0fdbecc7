import { Dialog } from "../../../components/dialog";
import { ShortcutList } from "../../help/ui/shortcut-list";

export function ShortcutsDialog({ path, attends, close }: { path: string; attends: boolean; close: () => void }) {
  return (
    <Dialog title="Atajos del teclado" onClose={close}>
      <ShortcutList path={path} attends={attends} />
    </Dialog>
  );
}
