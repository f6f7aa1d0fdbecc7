/** Propuestas: courses that a finding, a coaching or an error family calls for, and their decisions. */
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { accountQuery } from "../../../api/queries";
import {
  type TrainingProposal,
  useCourses,
  useDecideProposal,
  useProposeTraining,
  useTrainingOptions,
  useTrainingProposals,
  useTrainingSessions,
} from "../../../api/training";
import { serverClock } from "../../../clock";
import { FormDialog } from "../../../components/form-dialog";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { momentPhrase, shortDate, timeOfDay } from "../../../formats";
import { labelOf, optionsOf, useLabels } from "../../../labels";
import quality from "../../quality/ui/quality.module.css";
import { proposedFor, sessionPath } from "../model/labels";
import { ProposalStateTag } from "./tags";

type Decision = { proposal: TrainingProposal; accepted: boolean };

export default function ProposalsScreen() {
  const [cursor, setCursor] = useState<string | undefined>();
  const { data, error, refetch } = useTrainingProposals({ cursor });
  const may = (useQuery(accountQuery).data?.permissions ?? []).includes("training.write");
  const [proposes, setProposes] = useState(false);
  const [decision, setDecision] = useState<Decision | null>(null);
  return (
    <div className={quality.screen}>
      <section className={`panel ${quality.sheet}`} aria-labelledby="propuestas">
        <header>
          <h1 id="propuestas" className={quality.grow}>
            Propuestas de capacitación
          </h1>
          {may && <Button onClick={() => setProposes(true)}>Proponer</Button>}
        </header>
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} title="No se pudieron leer las propuestas." />
        ) : !data ? (
          <Loading label="Leyendo las propuestas…" />
        ) : data.proposals.length === 0 ? (
          <Empty title="No hay propuestas">Proponga un tema a quien lo necesite por un hallazgo o un error.</Empty>
        ) : (
          <ProposalTable proposals={data.proposals} may={may} decide={setDecision} />
        )}
        {(cursor || data?.next) && (
          <p className={quality.acts}>
            {cursor && (
              <Button variant="default" onClick={() => setCursor(undefined)}>
                Volver a las últimas
              </Button>
            )}
            {data?.next && (
              <Button variant="default" onClick={() => setCursor(data.next ?? undefined)}>
                Anteriores
              </Button>
            )}
          </p>
        )}
        {proposes && <ProposeDialog close={() => setProposes(false)} />}
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
  const { training_proposal_sources, error_families } = useLabels();
  const now = serverClock.now();
  return (
    <div className={quality.scroll} tabIndex={0} role="region" aria-labelledby="propuestas">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">Tema</th>
            <th scope="col">Para</th>
            <th scope="col">Origen</th>
            <th scope="col">Estado</th>
            <th scope="col">Decisión</th>
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
              <td data-label="Para">{proposedFor(each)}</td>
              <td data-label="Origen">
                {labelOf(training_proposal_sources, each.source)}
                {each.reference && (
                  <span className={quality.below}>
                    {each.source === "finding" ? (
                      <Link to={`/calidad/hallazgos/${each.reference}`}>{each.reference}</Link>
                    ) : (
                      labelOf(error_families, each.reference)
                    )}
                  </span>
                )}
              </td>
              <td data-label="Estado">
                <ProposalStateTag state={each.state} />
              </td>
              <td data-label="Decisión" data-wide>
                {each.state === "open" && may ? (
                  <span className={quality.acts}>
                    <Button size="xs" onClick={() => decide({ proposal: each, accepted: true })}>
                      Aceptar
                    </Button>
                    <Button size="xs" variant="default" onClick={() => decide({ proposal: each, accepted: false })}>
                      Rechazar
                    </Button>
                  </span>
                ) : each.session ? (
                  <Link to={sessionPath(each.session)}>Sesión {each.session}</Link>
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

function ProposeDialog({ close }: { close: () => void }) {
  const { training_proposal_sources, error_families } = useLabels();
  const courses = (useCourses().data?.courses ?? []).filter((each) => !each.retired);
  const options = useTrainingOptions().data;
  const [form, setForm] = useState({
    course: "",
    source: "manual" as TrainingProposal["source"],
    reference: "",
    whom: "",
  });
  const propose = useProposeTraining();
  const problem = propose.error instanceof ApiProblem ? propose.error : null;
  const [kind, id] = form.whom.split(":");
  const body = {
    course: form.course,
    source: form.source,
    reference: form.source === "manual" ? null : form.reference.trim(),
    advisor: kind === "advisor" ? (id ?? null) : null,
    queue: kind === "queue" ? (id ?? null) : null,
  };
  const people = [
    ...(options?.advisors ?? []).map((each) => ({ value: `advisor:${each.id}`, label: each.name })),
    ...(options?.queues ?? []).map((each) => ({ value: `queue:${each.id}`, label: `Asesores de ${each.name}` })),
  ];
  return (
    <FormDialog
      title="Proponer una capacitación"
      submitLabel="Proponer"
      canSubmit={Boolean(form.course && form.whom && (form.source === "manual" || form.reference.trim()))}
      busy={propose.isPending}
      error={propose.error}
      onSubmit={() => propose.mutate(body, { onSuccess: close })}
      onClose={close}
    >
      <NativeSelect
        label="Tema"
        data={[{ value: "", label: "Elija" }, ...courses.map((each) => ({ value: each.id, label: each.title }))]}
        value={form.course}
        onChange={(event) => setForm({ ...form, course: event.currentTarget.value })}
        data-first
      />
      <NativeSelect
        label="Para"
        data={[{ value: "", label: "Elija" }, ...people]}
        value={form.whom}
        onChange={(event) => setForm({ ...form, whom: event.currentTarget.value })}
        error={problem?.fieldError("advisor")}
      />
      <NativeSelect
        label="Origen"
        data={optionsOf(training_proposal_sources)}
        value={form.source}
        onChange={(event) =>
          setForm({ ...form, source: event.currentTarget.value as typeof form.source, reference: "" })
        }
      />
      {form.source === "error" ? (
        <NativeSelect
          label="Familia de errores"
          data={[{ value: "", label: "Elija" }, ...optionsOf(error_families)]}
          value={form.reference}
          onChange={(event) => setForm({ ...form, reference: event.currentTarget.value })}
          error={problem?.fieldError("reference")}
        />
      ) : (
        form.source !== "manual" && (
          <TextInput
            label={form.source === "finding" ? "Número del hallazgo" : "Número del acompañamiento"}
            placeholder="2026-0001"
            value={form.reference}
            onChange={(event) => setForm({ ...form, reference: event.currentTarget.value })}
            error={problem?.fieldError("reference")}
          />
        )
      )}
    </FormDialog>
  );
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
      title={accepted ? "Aceptar la propuesta" : "Rechazar la propuesta"}
      submitLabel={accepted ? "Aceptar" : "Rechazar"}
      canSubmit={accepted ? session !== "" : reason.trim() !== ""}
      busy={decide.isPending}
      error={decide.error}
      onSubmit={() =>
        decide.mutate(accepted ? { accepted, session } : { accepted, reason: reason.trim() }, { onSuccess: close })
      }
      onClose={close}
    >
      <p>
        {proposal.title}, para {proposedFor(proposal)}.
      </p>
      {accepted ? (
        <NativeSelect
          label="Sesión programada del tema"
          data={[
            { value: "", label: choices.length ? "Elija" : "No hay sesiones programadas: programe una" },
            ...choices,
          ]}
          value={session}
          onChange={(event) => setSession(event.currentTarget.value)}
          data-first
        />
      ) : (
        <Textarea
          label="Razón"
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
