/** The menu that saves a list of the roster as a file. */
import { saveFile } from "../../../api/lists";
import { type RosterExportForm, useExportRoster } from "../../../api/roster";
import { ExportMenu } from "../../../components/data-list/list-menus";

const FILE_NAMES: Record<RosterExportForm["list"], string> = {
  advisors: "puestos-y-colas",
  seats: "puestos",
  absences: "ausencias",
  deputies: "suplentes",
};

interface RosterExportProps {
  list: RosterExportForm["list"];
  filters?: Partial<RosterExportForm>;
}

export function RosterExport({ list, filters }: RosterExportProps) {
  const exported = useExportRoster();
  return (
    <ExportMenu
      busy={exported.isPending}
      error={exported.error}
      onExport={(format) =>
        exported.mutate(
          { q: "", ...filters, list, format },
          { onSuccess: (file) => saveFile(file, `${FILE_NAMES[list]}.${format}`) },
        )
      }
    />
  );
}
