/** One large client: the service agreed, its contacts, its calls, tickets and novelties, and its versions. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type LargeClient, useClientActivity, useLargeClient, useNovelties } from "../../../api/large-clients";
import { ApiProblem } from "../../../api/problem";
import { accountQuery } from "../../../api/queries";
import { serverClock } from "../../../clock";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { longDateOfDay, momentPhrase, shortDateOfDay } from "../../../formats";
import { labelOf, useLabels } from "../../../labels";
import { navigate } from "../../../router";
import two from "../../quality/ui/findings/findings.module.css";
import css from "../../quality/ui/quality.module.css";
import { changeLabel } from "../model/large-clients";
import { newNoveltyPath, noveltyPath } from "../model/novelties";
import { ClientForm } from "./client-form";
import own from "./large-clients.module.css";
import { NoveltyTag } from "./tags";
import { t } from "../../../i18n/translate";

const Back = () => (
  <p>
    <Link to="/grandes-clientes">{t("Volver a los grandes clientes")}</Link>
  </p>
);

export function NewClientPage() {
  return (
    <>
      <Back />
      <section className={`panel ${css.sheet}`} aria-labelledby="nuevo">
        <h1 id="nuevo">{t("Registrar gran cliente")}</h1>
        <ClientForm client={null} done={({ id }) => navigate(`/grandes-clientes/${id}`)} />
      </section>
    </>
  );
}

export function ClientPage({ id }: { id: string }) {
  const { data, error, refetch } = useLargeClient(id);
  const isUnknown = error instanceof ApiProblem && [400, 404, 422].includes(error.status);
  return (
    <>
      <Back />
      {!data && <h1 className="unseen">{t("Gran cliente")}</h1>}
      {isUnknown ? (
        <Empty title={t("No hay ningún gran cliente con ese identificador")}>{t("Elija uno de la lista.")}</Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer el cliente.")} />
      ) : !data ? (
        <Loading label={t("Leyendo el cliente…")} />
      ) : (
        <OneClient client={data} />
      )}
    </>
  );
}

function OneClient({ client }: { client: LargeClient }) {
  const labels = useLabels();
  const [edits, setEdits] = useState(false);
  const [confirmed, confirm] = useConfirmation();
  const heading = useRef<HTMLHeadingElement>(null);
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const close = (said: string) => {
    setEdits(false);
    if (said) confirm(said);
    requestAnimationFrame(() => heading.current?.focus());
  };
  return (
    <div className={two.two}>
      <div className={two.column}>
        <section className={`panel ${css.sheet}`} aria-labelledby="cliente">
          <header>
            <h1 id="cliente" tabIndex={-1} ref={heading}>
              {client.name}
            </h1>
            <span className={css.tag} data-tone={client.state === "active" ? "good" : undefined}>
              {labelOf(labels.large_client_states, client.state)}
            </span>
          </header>
          <Confirmation>{confirmed}</Confirmation>
          {edits ? (
            <ClientForm
              client={client}
              done={() => close(t("Los cambios quedaron guardados."))}
              cancel={() => close("")}
            />
          ) : (
            <>
              <ClientFacts client={client} />
              <p className={css.acts}>
                {may.includes("large_client.write") && (
                  <Button onClick={() => setEdits(true)}>{t("Cambiar los datos")}</Button>
                )}
                {may.includes("client_novelty.write") && client.state === "active" && (
                  <Button variant="default" onClick={() => navigate(newNoveltyPath(client.id))}>
                    {t("Registrar novedad")}
                  </Button>
                )}
              </p>
            </>
          )}
        </section>
        <ClientNovelties id={client.id} />
        <Activity id={client.id} />
      </div>
      <div className={two.column}>
        <Contacts client={client} />
        <Versions client={client} />
      </div>
    </div>
  );
}

function ClientFacts({ client }: { client: LargeClient }) {
  return (
    <dl className={css.facts}>
      <dt>NIT</dt>
      <dd className="num">{client.nit}</dd>
      <dt>{t("Ejecutivo de cuenta")}</dt>
      <dd>{client.manager_name}</dd>
      <dt>{t("Servicio acordado")}</dt>
      <dd className={two.prose}>{client.service}</dd>
      <dt>{t("Horario")}</dt>
      <dd>{client.hours || "–"}</dd>
      <dt>{t("Horas para responder")}</dt>
      <dd className="num">{client.response_hours}</dd>
      <dt>{t("Cliente desde")}</dt>
      <dd>{longDateOfDay(client.since)}</dd>
      {client.until && (
        <>
          <dt>{t("Cliente hasta")}</dt>
          <dd>{longDateOfDay(client.until)}</dd>
        </>
      )}
    </dl>
  );
}

function Contacts({ client }: { client: LargeClient }) {
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="contactos">
      <h2 id="contactos">{t("Contactos")}</h2>
      {client.contacts.length === 0 ? (
        <p className="quiet">{t("No hay contactos: sin un teléfono no se reconocen sus llamadas.")}</p>
      ) : (
        <ul className={own.deliveries}>
          {client.contacts.map((each) => (
            <li key={each.id}>
              <strong>{each.name}</strong>
              {each.position && <span className={css.below}>{each.position}</span>}
              {each.phone && <span className={`${css.below} num`}>{each.phone}</span>}
              {each.email && <span className={css.below}>{each.email}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Versions({ client }: { client: LargeClient }) {
  const labels = useLabels();
  const now = serverClock.now();
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="versiones">
      <h2 id="versiones">{t("Cambios")}</h2>
      <ol className={two.history}>
        {client.versions.map((each) => (
          <li key={each.version}>
            <p>
              <strong>{each.by_name}</strong> <span className="quiet">· {momentPhrase(each.at, now)}</span>
            </p>
            <p>{changeLabel(labels, each.changed)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function ClientNovelties({ id }: { id: string }) {
  const { novelty_kinds } = useLabels();
  const { data, error, refetch } = useNovelties({ client: id });
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="novedades">
      <h2 id="novedades">{t("Novedades")}</h2>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las novedades.")} />
      ) : !data ? (
        <Loading label={t("Leyendo las novedades…")} />
      ) : data.novelties.length === 0 ? (
        <p className="quiet">{t("No hay novedades de este cliente.")}</p>
      ) : (
        <ul className={own.plain}>
          {data.novelties.map((each) => (
            <li key={each.id}>
              <Link to={noveltyPath(each.id)}>
                {labelOf(novelty_kinds, each.kind)} <span className="num">{each.id}</span>
              </Link>{" "}
              <span className="quiet small">· {shortDateOfDay(each.found_on)}</span> <NoveltyTag novelty={each} />
            </li>
          ))}
        </ul>
      )}
      {data?.next && (
        <p>
          <Link to={`/novedades?client=${id}`}>{t("Ver todas")}</Link>
        </p>
      )}
    </section>
  );
}

function Activity({ id }: { id: string }) {
  const { ticket_states } = useLabels();
  const { data, error, refetch } = useClientActivity(id);
  const now = serverClock.now();
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="actividad">
      <h2 id="actividad">{t("Últimas llamadas y radicados")}</h2>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer.")} />
      ) : !data ? (
        <Loading label={t("Leyendo las llamadas y los radicados…")} />
      ) : (
        <>
          <h3 className={own.part}>{t("Llamadas")}</h3>
          {data.calls.length === 0 && <p className="quiet">{t("No hay llamadas de sus números.")}</p>}
          <ul className={own.plain}>
            {data.calls.map((each) => (
              <li key={each.id}>
                <Link to={`/llamadas/${encodeURIComponent(each.id)}`}>{momentPhrase(each.arrived_at, now)}</Link>{" "}
                <span className="quiet small">
                  · {each.line_name} · {each.outcome ?? t("en curso")}
                </span>
              </li>
            ))}
          </ul>
          <h3 className={own.part}>{t("Radicados")}</h3>
          {data.tickets.length === 0 && <p className="quiet">{t("No hay radicados de su NIT ni de sus llamadas.")}</p>}
          <ul className={own.plain}>
            {data.tickets.map((each) => (
              <li key={each.number}>
                <Link to={`/bandeja/${encodeURIComponent(each.number)}`}>{each.number}</Link>{" "}
                <span className="quiet small">
                  · {labelOf(ticket_states, each.state)} · {momentPhrase(each.filed_at, now)}
                </span>
              </li>
            ))}
          </ul>
          {data.tickets.length > 0 && (
            <p>
              <Link to={`/bandeja?large_client=${id}`}>{t("Ver los de su NIT en la Bandeja")}</Link>
            </p>
          )}
        </>
      )}
    </section>
  );
}
