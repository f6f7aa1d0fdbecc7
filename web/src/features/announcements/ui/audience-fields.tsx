/** For whom a message or announcement is: one kind, and several of it. */
import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { type AudienceChoices, type AudienceKind, useAudiences } from "../../../api/announcements";
import { Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { AUDIENCE_KINDS, type AudienceDraft, foundAdvisors } from "../model/bulletins";
import css from "./announcements.module.css";
import { t } from "../../../i18n/translate";

interface AudienceFieldsProps {
  draft: AudienceDraft;
  setDraft: (draft: AudienceDraft) => void;
  kinds: readonly AudienceKind[];
}

export function AudienceFields({ draft, setDraft, kinds }: AudienceFieldsProps) {
  const { data, error, refetch } = useAudiences();
  if (error)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer a quién se le escribe.")} />;
  if (!data) return <Loading label={t("Leyendo a quién se le escribe…")} />;
  const open = kinds.filter((each) => each !== "team" || data.teams.length > 0);
  return (
    <div className={css.audience}>
      <p className={css.label}>{t("Para")}</p>
      <SegmentedControl
        label={t("Para")}
        options={open.map((each) => [each, AUDIENCE_KINDS[each]] as const)}
        value={draft.kind}
        onChange={(kind) => setDraft({ kind, ids: [] })}
      />
      <AudienceChoice choices={data} draft={draft} setDraft={setDraft} />
    </div>
  );
}

function AudienceChoice({
  choices,
  draft,
  setDraft,
}: Omit<AudienceFieldsProps, "kinds"> & { choices: AudienceChoices }) {
  const choose = (ids: string[]) => setDraft({ ...draft, ids });
  if (draft.kind === "users") return <AdvisorChoice advisors={choices.advisors} ids={draft.ids} choose={choose} />;
  if (draft.kind === "team")
    return (
      <NativeSelect
        aria-label={t("Equipo")}
        value={draft.ids[0] ?? ""}
        data={[
          { value: "", label: t("Elija quién lo coordina") },
          ...choices.teams.map(({ id, name }) => ({ value: id, label: t("Equipo de {name}", { name }) })),
        ]}
        onChange={(event) => choose(event.currentTarget.value ? [event.currentTarget.value] : [])}
      />
    );
  const options = draft.kind === "queues" ? choices.queues : choices.roles;
  return (
    <Checkbox.Group aria-label={AUDIENCE_KINDS[draft.kind]} value={draft.ids} onChange={choose}>
      <div className={css.options}>
        {options.map(({ id, name }) => (
          <Checkbox key={id} value={id} label={name} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

interface AdvisorChoiceProps {
  advisors: AudienceChoices["advisors"];
  ids: string[];
  choose: (ids: string[]) => void;
}

/** The advisors whose name is searched; those that are chosen stay in sight. */
function AdvisorChoice({ advisors, ids, choose }: AdvisorChoiceProps) {
  const [search, setSearch] = useState("");
  const found = foundAdvisors(advisors, ids, search);
  return (
    <>
      <TextInput
        aria-label={t("Buscar un asesor")}
        placeholder={t("Escriba parte del nombre")}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        autoComplete="off"
      />
      <Checkbox.Group aria-label={t("Asesores")} value={ids} onChange={choose}>
        <div className={css.people} tabIndex={0} role="region" aria-label={t("Asesores encontrados")}>
          {found.map(({ id, name }) => (
            <Checkbox key={id} value={id} label={name} />
          ))}
          {found.length === 0 && <p className="quiet small">{t("Ningún asesor se llama así.")}</p>}
        </div>
      </Checkbox.Group>
    </>
  );
}
