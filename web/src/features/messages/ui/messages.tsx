/**
 * The voice messages: the pending ones, the longest waiting first, or the attended ones; beside them the selected one.
 */
import { Button, UnstyledButton } from "@mantine/core";
import { MESSAGE_PAGE_ROWS, useVoiceMessages } from "../../../api/queries";
import type { VoiceMessage } from "../../../api/types";
import { serverClock } from "../../../clock";
import listCss from "../../../components/data-list/data-list.module.css";
import { type Column, DataTable } from "../../../components/data-list/data-table";
import { FilterBar } from "../../../components/data-list/filter-bar";
import { ColumnsMenu, ViewsMenu } from "../../../components/data-list/list-menus";
import { withFilters } from "../../../components/data-list/list-state";
import { Pager } from "../../../components/data-list/pager";
import { useListState } from "../../../components/data-list/use-list-state";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { duration } from "../../../formats";
import { useLines } from "../../../labels";
import { MESSAGE_COLUMNS, MESSAGE_LIST, type MessageColumn, messageFilters } from "../model/message-list";
import { Message } from "./message";
import { AttendedState, messageHref, queueLabel, receivedLabel } from "./message-labels";
import css from "./messages.module.css";
import { t } from "../../../i18n/translate";

export default function MessagesScreen({ id }: { id: string }) {
  const list = useListState(MESSAGE_LIST);
  const { attended: attendedText, ...filters } = list.state.filters;
  const attended = attendedText === "true";
  const { data, error, refetch, isFetching } = useVoiceMessages({
    attended,
    ...(filters.line ? { line: filters.line } : {}),
    ...(list.cursor ? { cursor: list.cursor } : {}),
  });
  const specs = messageFilters(useLines());
  const next = attended ? undefined : data?.messages.find((each) => each.id !== id && !each.ticket);
  const choose = (only: boolean) =>
    list.set({ filters: withFilters(filters, { attended: only ? "true" : undefined }) });
  return (
    <div className={css.messages} data-open={id || undefined}>
      <section className={`panel ${css.list}`} aria-labelledby="mensajes">
        <header>
          <h1 id="mensajes">{t("Mensajes de voz")}</h1>
          <AttendedFilter attended={attended} choose={choose} />
          <FilterBar
            specs={specs}
            filters={filters}
            onChange={(changed) => list.set({ filters: withFilters(changed, { attended: attendedText }) })}
          />
          <div className={listCss.tools}>
            <ViewsMenu list="messages" control={list} />
            <ColumnsMenu
              columns={MESSAGE_COLUMNS}
              shown={list.state.columns}
              onChange={(shown) => list.set({ columns: shown })}
            />
            <Button variant="default" size="sm" loading={isFetching} onClick={() => void refetch()}>
              {t("Actualizar")}
            </Button>
          </div>
        </header>
        {error ? (
          <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los mensajes.")} />
        ) : !data ? (
          <Loading label={t("Leyendo los mensajes…")} />
        ) : data.messages.length === 0 ? (
          <NoMessages attended={attended} />
        ) : (
          <DataTable
            rows={data.messages}
            columns={tableColumns(list.state.columns)}
            idOf={(message) => message.id}
            hrefOf={(message) => messageHref(message.id) + list.search}
            linkColumn="left_at"
            chosen={id}
            labelledBy="mensajes"
          />
        )}
        {data && (
          <Pager
            control={list}
            rows={data.messages.length}
            size={MESSAGE_PAGE_ROWS}
            next={data.next}
            total={undefined}
          />
        )}
      </section>
      {id ? (
        <Message key={id} id={id} next={next?.id} />
      ) : (
        <aside className={css.hint}>
          <Empty title={t("Elija un mensaje")}>{t("Aquí puede oírlo y radicar la petición.")}</Empty>
        </aside>
      )}
    </div>
  );
}

function AttendedFilter({ attended, choose }: { attended: boolean; choose: (attended: boolean) => void }) {
  return (
    <div className={css.which} role="group" aria-label={t("Filtro de mensajes")}>
      <UnstyledButton aria-pressed={!attended} onClick={() => choose(false)}>
        {t("Por atender")}
      </UnstyledButton>
      <UnstyledButton aria-pressed={attended} onClick={() => choose(true)}>
        {t("Atendidos")}
      </UnstyledButton>
    </div>
  );
}

function NoMessages({ attended }: { attended: boolean }) {
  return attended ? (
    <Empty title={t("Todavía no se ha atendido ningún mensaje")}>
      {t("Aquí quedan, con su radicado, los que se vayan atendiendo.")}
    </Empty>
  ) : (
    <Empty title={t("No hay mensajes por atender")}>{t("Cuando alguien deje uno, aparece aquí solo.")}</Empty>
  );
}

/** Return the shown columns, each with what it shows of a message. */
function tableColumns(shown: readonly string[]): Column<VoiceMessage>[] {
  const cells: Record<MessageColumn, Omit<Column<VoiceMessage>, "id" | "label">> = {
    left_at: {
      render: (message) => <span className="num">{receivedLabel(message.left_at, serverClock.now())}</span>,
    },
    state: {
      render: (message) => (
        <>
          <AttendedState message={message} />
          {message.ticket && <span className={`num ${css.below}`}>{message.ticket}</span>}
        </>
      ),
    },
    line: {
      render: (message) => (
        <>
          {message.line_name}
          <span className={css.below}>{queueLabel(message)}</span>
        </>
      ),
    },
    duration: { numeric: true, render: (message) => duration(message.lasted_ms) },
    caller: {
      render: (message) => (
        <span className="num">{message.caller || <span className="quiet">{t("número oculto")}</span>}</span>
      ),
    },
  };
  return MESSAGE_COLUMNS.filter(({ id }) => shown.includes(id)).map((column) => ({ ...column, ...cells[column.id] }));
}
