/** One novelty: what was found, its recipients with their replies, its history, and what the reader may do now. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { type Novelty, type NoveltyStep, useNovelty } from "../../../api/large-clients";
import { ApiProblem } from "../../../api/problem";
import { accountQuery } from "../../../api/queries";
import { serverClock } from "../../../clock";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { longDateOfDay, momentPhrase, shortDateOfDay } from "../../../formats";
import { labelOf, useLabels } from "../../../labels";
import two from "../../quality/ui/findings/findings.module.css";
import css from "../../quality/ui/quality.module.css";
import { largeClientPath } from "../model/large-clients";
import { closureSentence, deliverySteps, mainStep, STEP_CONFIRMATIONS } from "../model/novelties";
import own from "./large-clients.module.css";
import { StepDialog, useStepDraft } from "./step-dialog";
import { NoveltyTag } from "./tags";
import { t } from "../../../i18n/translate";

export function NoveltyPage({ id }: { id: string }) {
  const { data, error, refetch } = useNovelty(id);
  const isUnknown = error instanceof ApiProblem && [400, 404, 422].includes(error.status);
  return (
    <>
      <p>
        <Link to="/novedades">{t("Volver a las novedades")}</Link>
      </p>
      {!data && <h1 className="unseen">{t("Novedad")}</h1>}
      {isUnknown ? (
        <Empty title={t("No hay ninguna novedad con ese número que usted pueda ver")}>
          {t("Elija una de la lista.")}
        </Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la novedad.")} />
      ) : !data ? (
        <Loading label={t("Leyendo la novedad…")} />
      ) : (
        <OneNovelty novelty={data} />
      )}
    </>
  );
}

function OneNovelty({ novelty }: { novelty: Novelty }) {
  const { novelty_kinds } = useLabels();
  const [draft, setDraft] = useStepDraft(novelty.id);
  const [confirmed, confirm] = useConfirmation();
  const heading = useRef<HTMLHeadingElement>(null);
  const begin = ({ act, recipient }: NoveltyStep) => setDraft({ act, recipient, on: "", text: "" });
  const finish = (act: NoveltyStep["act"]) => {
    setDraft(null);
    confirm(STEP_CONFIRMATIONS[act]);
    requestAnimationFrame(() => heading.current?.focus());
  };
  return (
    <div className={two.two}>
      <div className={two.column}>
        <section className={`panel ${css.sheet}`} aria-labelledby="novedad">
          <header>
            <h1 id="novedad" tabIndex={-1} ref={heading}>
              {labelOf(novelty_kinds, novelty.kind)} <span className="num">{novelty.id}</span>
            </h1>
            <NoveltyTag novelty={novelty} />
          </header>
          <Confirmation>{confirmed}</Confirmation>
          <p className={two.prose}>{novelty.description}</p>
          <StepButtons novelty={novelty} recipient={null} begin={begin} />
        </section>
        <Deliveries novelty={novelty} begin={begin} />
        <History novelty={novelty} />
      </div>
      <div className={two.column}>
        <Facts novelty={novelty} />
      </div>
      {draft && (
        <StepDialog
          novelty={novelty}
          draft={draft}
          setDraft={setDraft}
          done={() => finish(draft.act)}
          close={() => setDraft(null)}
        />
      )}
    </div>
  );
}

interface StepButtonsProps {
  novelty: Novelty;
  /** The recipient whose replies can be registered; null for the other acts. */
  recipient: NoveltyStep["recipient"];
  begin: (step: NoveltyStep) => void;
}

function StepButtons({ novelty, recipient, begin }: StepButtonsProps) {
  const { novelty_acts } = useLabels();
  const steps = novelty.steps.filter((each) => (each.act === "send" ? null : each.recipient) === recipient);
  if (steps.length === 0) return null;
  const main = mainStep(novelty.steps);
  return (
    <p className={css.acts}>
      {steps.map((step) => {
        const act = labelOf(novelty_acts, step.act);
        const whole = step.recipient_name ? `${act}: ${step.recipient_name}` : act;
        return (
          <Button
            key={`${step.act} ${step.recipient}`}
            variant={step === main ? "filled" : "default"}
            aria-label={whole}
            onClick={() => begin(step)}
          >
            {recipient ? act : whole}
          </Button>
        );
      })}
    </p>
  );
}

function Deliveries({ novelty, begin }: { novelty: Novelty; begin: (step: NoveltyStep) => void }) {
  const closing = closureSentence(novelty);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="destinatarios">
      <h2 id="destinatarios">{t("Enviada a")}</h2>
      {novelty.deliveries.length === 0 ? (
        <p className="quiet">{t("Todavía no se envía a nadie: el plazo corre desde el envío.")}</p>
      ) : (
        <ul className={own.tracks}>
          {novelty.deliveries.map((each) => (
            <li key={each.recipient}>
              <strong>{each.recipient_name}</strong>
              <dl className={own.track}>
                {deliverySteps(each, novelty).map(({ name, day, note, tone }) => (
                  <div key={name} data-tone={tone}>
                    <dt>{name}</dt>
                    <dd>
                      <span className="num">{day}</span>
                      {note && <span className={own.note}>{note}</span>}
                    </dd>
                  </div>
                ))}
              </dl>
              <StepButtons novelty={novelty} recipient={each.recipient} begin={begin} />
            </li>
          ))}
        </ul>
      )}
      {closing && <p className="quiet">{closing}</p>}
    </section>
  );
}

function Facts({ novelty }: { novelty: Novelty }) {
  const { novelty_sources } = useLabels();
  const reads = useQuery(accountQuery).data?.permissions.includes("large_client.read");
  const { client, client_name } = novelty;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="datos">
      <h2 id="datos">{t("Datos")}</h2>
      <dl className={css.facts}>
        <dt>{t("Cliente")}</dt>
        <dd>{reads ? <Link to={largeClientPath(client)}>{client_name}</Link> : client_name}</dd>
        <dt>{t("Canal")}</dt>
        <dd>{novelty.channel_name}</dd>
        <dt>{t("Fuente")}</dt>
        <dd>{labelOf(novelty_sources, novelty.source)}</dd>
        <dt>{t("Encontrada el")}</dt>
        <dd>{longDateOfDay(novelty.found_on)}</dd>
        <dt>{t("La registró")}</dt>
        <dd>
          {novelty.registered_by_name}, {momentPhrase(novelty.registered_at, serverClock.now())}
        </dd>
        {novelty.call && (
          <>
            <dt>{t("Llamada")}</dt>
            <dd>
              <Link to={`/llamadas/${encodeURIComponent(novelty.call)}`}>{t("Ver la llamada")}</Link>
            </dd>
          </>
        )}
        {novelty.ticket && (
          <>
            <dt>{t("Radicado")}</dt>
            <dd>
              <Link to={`/bandeja/${encodeURIComponent(novelty.ticket)}`}>{novelty.ticket}</Link>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function History({ novelty }: { novelty: Novelty }) {
  const { novelty_acts_done, novelty_states } = useLabels();
  const now = serverClock.now();
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="historia">
      <h2 id="historia">{t("Historia")}</h2>
      <ol className={two.history}>
        {novelty.history.map((step, index) => (
          <li key={index}>
            <p>
              <strong>{step.by_name}</strong> {labelOf(novelty_acts_done, step.act)}
              {step.recipient_name && ` (${step.recipient_name})`}{" "}
              <span className="quiet">· {momentPhrase(step.at, now)}</span>
            </p>
            {step.text && <p>{step.text}</p>}
            <p className="quiet small">
              {labelOf(novelty_states, step.state)} · {shortDateOfDay(step.on)}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
