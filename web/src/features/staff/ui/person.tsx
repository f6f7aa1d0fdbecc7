/** One person of the staff: where they work, what they may do, their entries, moves and exits, and the acts. */
import { Button } from "@mantine/core";
import { useRef } from "react";
import { ApiProblem } from "../../../api/problem";
import { type StaffAct, type StaffPerson, useStaffPerson } from "../../../api/staff";
import { serverClock } from "../../../clock";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { useDialogDraft } from "../../../dialog-draft";
import { longDateOfDay, momentPhrase } from "../../../formats";
import { labelOf, useLabels } from "../../../labels";
import { localDay } from "../../oversight/model/indicator-view";
import css from "../../quality/ui/quality.module.css";
import { ACT_NAMES, doneSentence, endingLabel, periodDays } from "../model/staff";
import { ActDialog, firstForm } from "./act-dialog";
import own from "./staff.module.css";
import { StandingTag } from "./standing-tag";
import { t } from "../../../i18n/translate";

export function PersonPage({ user }: { user: string }) {
  const { data, error, refetch } = useStaffPerson(user);
  const isUnknown = error instanceof ApiProblem && [400, 404, 422].includes(error.status);
  return (
    <>
      <p>
        <Link to="/personal">{t("Volver al personal")}</Link>
      </p>
      {!data && <h1 className="unseen">{t("Personal")}</h1>}
      {isUnknown ? (
        <Empty title={t("El registro no tiene a nadie con ese usuario")}>{t("Elija a alguien de la lista.")}</Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer a esta persona.")} />
      ) : !data ? (
        <Loading label={t("Leyendo…")} />
      ) : (
        <OnePerson person={data} />
      )}
    </>
  );
}

function OnePerson({ person }: { person: StaffPerson }) {
  const [form, setForm] = useDialogDraft(`personal.${person.user}`, firstForm("correct", person));
  const [confirmed, confirm] = useConfirmation();
  const heading = useRef<HTMLHeadingElement>(null);
  const finish = (done: StaffAct, after: StaffPerson) => {
    setForm(null);
    confirm(doneSentence(done, after));
    requestAnimationFrame(() => heading.current?.focus());
  };
  return (
    <div className={own.two}>
      <section className={`panel ${css.sheet}`} aria-labelledby="persona">
        <header>
          <h1 id="persona" tabIndex={-1} ref={heading}>
            {person.name}
          </h1>
          <StandingTag standing={person.standing} />
        </header>
        <Confirmation>{confirmed}</Confirmation>
        {person.acts.length > 0 && (
          <p className={css.acts}>
            {person.acts.map((each) => (
              <Button
                key={each}
                variant={each === "return" ? "filled" : "default"}
                onClick={() => setForm(firstForm(each, person))}
              >
                {ACT_NAMES[each]}
              </Button>
            ))}
          </p>
        )}
        <History person={person} />
      </section>
      <Facts person={person} />
      {form && person.acts.some((each) => each === form.act) && (
        <ActDialog
          form={form}
          setForm={setForm}
          person={person}
          done={(after) => finish(form.act, after)}
          close={() => setForm(null)}
        />
      )}
    </div>
  );
}

function Facts({ person }: { person: StaffPerson }) {
  const labels = useLabels();
  const roles = person.roles.map((each) => labelOf(labels.roles, each)).join(", ");
  const waiting = person.pending_roles.map((each) => labelOf(labels.roles, each)).join(", ");
  const rows: [string, string][] = [
    [t("Usuario"), person.user],
    [t("Documento"), person.document],
    [t("Cargo"), person.position],
    [t("Empleador"), person.employer],
    [t("Línea"), person.line_name],
    [t("Canal"), person.channel_name],
    [t("Coordina"), person.coordinator_name],
    [t("Ingresó el"), longDateOfDay(person.entered_on)],
    [t("Último día"), person.ends_on ? longDateOfDay(person.ends_on) : ""],
    [t("Cuenta"), labelOf(labels.staff_accounts, person.account)],
    [t("Roles de hoy"), roles || t("Ninguno")],
    [t("Por aprobar"), waiting],
    [
      t("Última entrada"),
      person.signed_in_at ? momentPhrase(person.signed_in_at, serverClock.now()) : t("No ha entrado"),
    ],
  ];
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="datos">
      <h2 id="datos">{t("Datos")}</h2>
      <dl className={css.facts}>
        {rows
          .filter(([, value]) => value !== "")
          .map(([name, value]) => (
            <div key={name} style={{ display: "contents" }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

function History({ person }: { person: StaffPerson }) {
  const labels = useLabels();
  const now = serverClock.now();
  const today = localDay(now);
  return (
    <>
      <h2>{t("Ingresos, traslados y salidas")}</h2>
      <ol className={own.history}>
        {person.history.map((period) => {
          const place = [period.position, period.employer, period.line_name, period.channel_name].filter(Boolean);
          const roles = period.roles.map((each) => labelOf(labels.roles, each)).join(", ");
          const ending = endingLabel(labels, period);
          return (
            <li key={period.number}>
              <p>
                <strong>
                  {labelOf(labels.staff_causes, period.cause)}
                  {period.begins_on > today && t(" previsto")}
                </strong>
                . {periodDays(period)}.
              </p>
              {place.length > 0 && <p>{place.join(" · ")}</p>}
              {period.coordinator_name && (
                <p>{t("Coordina {coordinator_name}.", { coordinator_name: period.coordinator_name })}</p>
              )}
              {roles && <p>{t("Con {roles}.", { roles })}</p>}
              {period.reason && <p>{period.reason}</p>}
              <p className="quiet small">
                {t("Lo registró {by_name}, {at}.", {
                  by_name: period.by_name || t("el sistema"),
                  at: momentPhrase(period.at, now),
                })}
              </p>
              {ending && (
                <p>
                  <strong>{ending}</strong>
                  {period.ending !== "move" && period.end_reason && `. ${period.end_reason}`}
                  {period.ended_at && (
                    <span className="quiet small">
                      {" "}
                      · {period.ended_by_name || t("el sistema")}, {momentPhrase(period.ended_at, now)}
                    </span>
                  )}
                </p>
              )}
            </li>
          );
        })}
      </ol>
    </>
  );
}
