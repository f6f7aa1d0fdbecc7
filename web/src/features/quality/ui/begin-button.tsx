/** The button of a call's and of a ticket's page that begins their evaluation, for evaluators. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { NewEvaluation } from "../../../api/evaluations";
import { accountQuery } from "../../../api/queries";
import { BeginDialog } from "./begin-dialog";
import { t } from "../../../i18n/translate";

export function BeginButton({ channel, item }: Pick<NewEvaluation, "channel" | "item">) {
  const may = useQuery(accountQuery).data?.permissions.includes("evaluation.write");
  const [begins, setBegins] = useState(false);
  if (!may) return null;
  return (
    <>
      <p>
        <Button variant="default" size="sm" onClick={() => setBegins(true)}>
          {channel === "phone" ? t("Evaluar esta llamada") : t("Evaluar esta respuesta")}
        </Button>
      </p>
      {begins && <BeginDialog subject={{ channel, item }} close={() => setBegins(false)} />}
    </>
  );
}
