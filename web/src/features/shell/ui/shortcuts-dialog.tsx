import { Dialog } from "../../../components/dialog";
import { ShortcutList } from "../../help/ui/shortcut-list";
import { t } from "../../../i18n/translate";

export function ShortcutsDialog({ path, attends, close }: { path: string; attends: boolean; close: () => void }) {
  return (
    <Dialog title={t("Atajos del teclado")} onClose={close}>
      <ShortcutList path={path} attends={attends} />
    </Dialog>
  );
}
