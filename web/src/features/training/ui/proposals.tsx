/** Propuestas: courses that a finding, a coaching or an error family calls for, and their decisions. */
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { accountQuery } from "../../../api/queries";
import {
  type ProposalFilter,
  type TrainingProposal,
  useCourses,
  useDecideProposal,
  useTrainingOptions,
  useTrainingProposals,
  useTrainingSessions,
} from "../../../api/training";
import { serverClock } from "../../../clock";
import { Pager } from "../../../components/data-list/pager";
import { useListState } from "../../../components/data-list/use-list-state";
import { FormDialog } from "../../../components/form-dialog";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { countPhrase, momentPhrase, shortDate, timeOfDay } from "../../../formats";
import { labelOf, useLabels } from "../../../labels";
import quality from "../../quality/ui/quality.module.css";
import { originPath, proposedFor, sessionPath } from "../model/labels";
import { PROPOSAL_LIST, proposalFilters } from "../model/lists";
import { ListBar } from "./list-bar";
import { ProposeDialog } from "./propose-dialog";
import { ProposalStateTag } from "./tags";
import { t } from "../../../i18n/translate";

const ROWS = 50;
type Decision = { proposal: TrainingProposal; accepted: boolean };

export default function ProposalsScreen() {
  const labels = useLabels();
  const list = useListState(PROPOSAL_LIST);
  const { filters } = list.state;
  const { data, error, refetch } = useTrainingProposals({
    ...(filters as ProposalFilter),
    limit: ROWS,
    ...(list.cursor ? { cursor: list.cursor } : {}),
  });
  const courses = useCourses().data?.courses ?? [];
  const options = useTrainingOptions().data;
  const may = (useQuery(accountQuery).data?.permissions ?? []).includes("training.write");
  const [proposes, setProposes] = useState(false);
  const [decision, setDecision] = useState<Decision | null>(null);
  return (
    <div className={quality.screen}>
      <section className={`panel ${quality.sheet}`} aria-labelledby="propuestas">
        <header>
          <h1 id="propuestas" className={quality.grow}>
            {t("Propuestas de capacitación")}
          </h1>
          {options && options.open_proposals > 0 && (
            <span className="quiet">
              {countPhrase(options.open_proposals, "propuesta por decidir", "propuestas por decidir")}
            </span>
          )}
          {may && <Button onClick={() => setProposes(true)}>{t("Proponer")}</Button>}
        </header>
        <ListBar list="training_proposals" control={list} specs={proposalFilters(labels, courses, options)} />
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las propuestas.")} />
        ) : !data ? (
          <Loading label={t("Leyendo las propuestas…")} />
        ) : data.proposals.length === 0 ? (
          <Empty title={list.search ? t("Ninguna propuesta cumple los filtros") : t("No hay propuestas")}>
            {list.search
              ? t("Quite un filtro.")
              : t("Proponga un tema aquí, o en la página de un hallazgo o de un acompañamiento.")}
          </Empty>
        ) : (
          <>
            <ProposalTable proposals={data.proposals} may={may} decide={setDecision} />
            <Pager control={list} rows={data.proposals.length} size={ROWS} next={data.next} total={undefined} />
          </>
        )}
        {proposes && <ProposeDialog done={() => setProposes(false)} close={() => setProposes(false)} />}
        {decision && <DecisionDialog {...decision} close={() => setDecision(null)} />}
      </section>
    </div>
  );
}

interface ProposalTableProps {
  proposals: TrainingProposal[];
  may: boolean;
  decide: (decision: Decision) => void;
}

function ProposalTable({ proposals, may, decide }: ProposalTableProps) {
  const { training_proposal_sources } = useLabels();
  const now = serverClock.now();
  return (
    <div className={quality.scroll} tabIndex={0} role="group" aria-labelledby="propuestas">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Tema")}</th>
            <th scope="col">{t("Para")}</th>
            <th scope="col">{t("Origen")}</th>
            <th scope="col">{t("Estado")}</th>
            <th scope="col">{t("Decisión")}</th>
          </tr>
        </thead>
        <tbody>
          {proposals.map((each) => (
            <tr key={each.id} data-out={each.state === "rejected" || undefined}>
              <th scope="row">
                {each.title}
                <span className={quality.below}>
                  {each.id}, {each.proposed_by_name}, {momentPhrase(each.proposed_at, now)}
                </span>
              </th>
              <td data-label={t("Para")}>{proposedFor(each)}</td>
              <td data-label={t("Origen")}>
                {labelOf(training_proposal_sources, each.source)}
                {each.reference && (
                  <span className={quality.below}>
                    <Origin proposal={each} />
                  </span>
                )}
              </td>
              <td data-label={t("Estado")}>
                <ProposalStateTag state={each.state} />
              </td>
              <td data-label={t("Decisión")} data-wide>
                {each.state === "open" && may ? (
                  <span className={quality.acts}>
                    <Button size="xs" onClick={() => decide({ proposal: each, accepted: true })}>
                      {t("Aceptar")}
                    </Button>
                    <Button size="xs" variant="default" onClick={() => decide({ proposal: each, accepted: false })}>
                      {t("Rechazar")}
                    </Button>
                  </span>
                ) : each.session ? (
                  <Link to={sessionPath(each.session)}>{t("Sesión {session}", { session: each.session })}</Link>
                ) : (
                  (each.reason ?? "–")
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Origin({ proposal }: { proposal: TrainingProposal }) {
  const { error_families } = useLabels();
  const path = originPath(proposal, useQuery(accountQuery).data?.permissions ?? []);
  const reference = proposal.reference ?? "";
  if (path) return <Link to={path}>{reference}</Link>;
  return <>{proposal.source === "error" ? labelOf(error_families, reference) : reference}</>;
}

function DecisionDialog({ proposal, accepted, close }: Decision & { close: () => void }) {
  const sessions =
    useTrainingSessions({ course: proposal.course, state: "planned", sort: "starts_at" }).data?.sessions ?? [];
  const [session, setSession] = useState("");
  const [reason, setReason] = useState("");
  const decide = useDecideProposal(proposal.id);
  const choices = sessions.map((each) => ({
    value: each.id,
    label: `${shortDate(each.starts_at)}, ${timeOfDay(each.starts_at)}, ${each.place}`,
  }));
  return (
    <FormDialog
      title={accepted ? t("Aceptar la propuesta") : t("Rechazar la propuesta")}
      submitLabel={accepted ? t("Aceptar") : t("Rechazar")}
      canSubmit={accepted ? session !== "" : reason.trim() !== ""}
      busy={decide.isPending}
      error={decide.error}
      onSubmit={() =>
        decide.mutate(accepted ? { accepted, session } : { accepted, reason: reason.trim() }, { onSuccess: close })
      }
      onClose={close}
    >
      <p>{t("{title}, para {proposal}.", { title: proposal.title, proposal: proposedFor(proposal) })}</p>
      {accepted ? (
        <NativeSelect
          label={t("Sesión programada del tema")}
          data={[
            { value: "", label: choices.length ? t("Elija") : t("No hay sesiones programadas: programe una") },
            ...choices,
          ]}
          value={session}
          onChange={(event) => setSession(event.currentTarget.value)}
          data-first
        />
      ) : (
        <Textarea
          label={t("Razón")}
          autosize
          minRows={3}
          maxLength={2000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-first
        />
      )}
    </FormDialog>
  );
}
