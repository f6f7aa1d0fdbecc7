/** The button that opens the form of a new finding of an evaluation or a visit, for those who may register one. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { accountQuery } from "../../../../api/queries";
import { navigate } from "../../../../router";
import { newFindingPath } from "../../model/findings";
import { t } from "../../../../i18n/translate";

interface RegisterButtonProps {
  source: Parameters<typeof newFindingPath>[0];
  reference: string;
}

export function RegisterButton({ source, reference }: RegisterButtonProps) {
  const may = useQuery(accountQuery).data?.permissions.includes("finding.write");
  if (!may) return null;
  return (
    <Button variant="default" size="sm" onClick={() => navigate(newFindingPath(source, reference))}>
      {t("Registrar hallazgo")}
    </Button>
  );
}
