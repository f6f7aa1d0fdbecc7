/** Capacitación: what is proposed for a finding or a coaching, on its page, and the button that proposes a course. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { accountQuery } from "../../../api/queries";
import { useTrainingProposals } from "../../../api/training";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { Link } from "../../../components/link";
import { Failure } from "../../../components/load-states";
import quality from "../../quality/ui/quality.module.css";
import { proposalsPath, proposedFor } from "../model/labels";
import { type ProposalOrigin, ProposeDialog } from "./propose-dialog";
import { ProposalStateTag } from "./tags";
import { t } from "../../../i18n/translate";

export function OriginTraining({ origin }: { origin: ProposalOrigin }) {
  const permissions = useQuery(accountQuery).data?.permissions ?? [];
  const mayRead = permissions.includes("training.read");
  const mayPropose = permissions.includes("training.write");
  const { source, reference } = origin;
  const { data, error } = useTrainingProposals({ source, reference }, mayRead);
  const [proposes, setProposes] = useState(false);
  const [done, confirm] = useConfirmation();
  const proposals = data?.proposals ?? [];
  if (!mayRead || (!mayPropose && proposals.length === 0)) return null;
  return (
    <section className={`panel ${quality.sheet}`} aria-labelledby="capacitacion">
      <h2 id="capacitacion">{t("Capacitación")}</h2>
      <Confirmation>{done}</Confirmation>
      {error && <Failure error={error} title={t("No se pudieron leer las propuestas.")} />}
      {data && proposals.length === 0 && <p className="quiet">{t("No se ha propuesto ninguna.")}</p>}
      {proposals.length > 0 && (
        <ul className={quality.rows}>
          {proposals.map((each) => (
            <li key={each.id}>
              <span className={quality.grow}>
                <Link to={proposalsPath(source, reference)}>{each.title}</Link>
                <span className={quality.below}>{proposedFor(each)}</span>
              </span>
              <ProposalStateTag state={each.state} />
            </li>
          ))}
        </ul>
      )}
      {mayPropose && (
        <p>
          <Button variant="default" onClick={() => setProposes(true)}>
            {t("Proponer capacitación")}
          </Button>
        </p>
      )}
      {proposes && (
        <ProposeDialog
          origin={origin}
          done={({ title }) => {
            setProposes(false);
            confirm(t("Se propuso «{title}».", { title }));
          }}
          close={() => setProposes(false)}
        />
      )}
    </section>
  );
}
