/** The standing deputies of officials, supervisors and coordinators, chosen in place. */
import { NativeSelect } from "@mantine/core";
import { type RosterPerson, useNameDeputy, useRosterPeople } from "../../../api/roster";
import { announce } from "../../../components/announcer";
import { Failure, Loading } from "../../../components/load-states";
import { labelOf, useLabels } from "../../../labels";
import { needsDeputy, possibleDeputies } from "../model/absences";
import { RosterExport } from "./roster-export";
import css from "./roster.module.css";
import { t } from "../../../i18n/translate";

export function DeputyList({ mayChange }: { mayChange: boolean }) {
  const { data, error, refetch } = useRosterPeople();
  const people = data?.people ?? [];
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="suplentes">
      <header>
        <h2 id="suplentes" className={css.grow}>
          {t("Suplentes de siempre")}
        </h2>
        {people.length > 0 && <RosterExport list="deputies" />}
      </header>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los suplentes.")} />
      ) : !data ? (
        <Loading label={t("Leyendo los suplentes…")} />
      ) : (
        <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="suplentes">
          <table className={`list ${css.cards}`}>
            <thead>
              <tr>
                <th scope="col">{t("Persona")}</th>
                <th scope="col">{t("Rol")}</th>
                <th scope="col">{t("Suplente")}</th>
              </tr>
            </thead>
            <tbody>
              {people.filter(needsDeputy).map((each) => (
                <DeputyRow key={each.user} person={each} people={people} mayChange={mayChange} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function DeputyRow({
  person,
  people,
  mayChange,
}: {
  person: RosterPerson;
  people: readonly RosterPerson[];
  mayChange: boolean;
}) {
  const { roles } = useLabels();
  const change = useNameDeputy();
  const choices = possibleDeputies(person, people).map(({ user, name }) => ({ value: user, label: name }));
  const isListed = choices.some(({ value }) => value === person.deputy);
  const current = person.deputy && !isListed ? [{ value: person.deputy, label: person.deputy_name ?? "" }] : [];
  return (
    <tr>
      <th scope="row">
        {person.name}
        <span className={css.below}>
          {person.user}
          {person.away && t(" · ausente hoy")}
        </span>
      </th>
      <td data-label={t("Rol")}>{person.roles.map((role) => labelOf(roles, role)).join(", ")}</td>
      <td data-label={t("Suplente")}>
        <NativeSelect
          className={css.deputy}
          size="sm"
          aria-label={t("Suplente de {name}", { name: person.name })}
          disabled={!mayChange || change.isPending}
          value={person.deputy ?? ""}
          data={[{ value: "", label: t("Ninguno") }, ...current, ...choices]}
          onChange={(event) =>
            change.mutate(
              { user: person.user, deputy: event.currentTarget.value || null },
              { onSuccess: () => announce(t("Se cambió el suplente de {name}.", { name: person.name })) },
            )
          }
        />
        {change.error && <Failure error={change.error} />}
      </td>
    </tr>
  );
}
