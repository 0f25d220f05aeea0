import type { Message, User } from "@parley/shared/wire/entities";
import { asList, asRecord } from "@parley/shared/wire/parse";
import { FileSearch, ScrollText } from "lucide-react";
import { useCallback, useState } from "react";
import { useLocation } from "wouter";
import { formatDate, formatFull } from "../../../lib/dates";
import { messageLine } from "../../../store/message-text";
import { personName } from "../../../store/room-names";
import { useRights, useWorkspace } from "../../../store/use-store";
import { Page, PageSection } from "../../../ui/area";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Button } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { PeoplePicker } from "../../../ui/people-picker";
import { Picker, type PickerItem } from "../../../ui/picker";
import { Segments } from "../../../ui/segments";
import { type Column, Table } from "../../../ui/table";
import { TextField } from "../../../ui/text-field";
import { usePaged } from "../../../ui/use-paged";
import type { AdminPageProps } from "../admin-area";
import { explain } from "../acts";
import { adminStrings } from "../strings";
import {
  asDay,
  type Audition,
  type AuditKind,
  daysOf,
  fetchAuditions,
  presets,
  searchAudited,
} from "./audit";
import styles from "./reports-panel.module.css";
import { moderationStrings } from "./strings";

const strings = moderationStrings.audit;
const WEEK = 7 * 86_400_000;
type View = "messages" | "log";

/** Reads other people's conversations where that is allowed, and who did so (MSG-086). */
export function AuditPage({ detail }: AdminPageProps) {
  const may = useRights();
  const [, navigate] = useLocation();
  const views = [
    ...(may("can-audit") ? [{ id: "messages" as const, label: strings.views.messages }] : []),
    ...(may("can-audit-log") ? [{ id: "log" as const, label: strings.views.log }] : []),
  ];
  const view: View = views.find(({ id }) => id === detail)?.id ?? views[0]?.id ?? "messages";
  return (
    <Page
      title={adminStrings.pages.audit}
      lead={strings.lead}
      isWide
      controls={
        <Segments
          isInline
          label={strings.viewLabel}
          options={views}
          value={view}
          onChange={(id) => navigate(`/admin/audit/${id}`)}
        />
      }
    >
      {view === "messages" ? <Search /> : <Log />}
    </Page>
  );
}

function Search() {
  const workspace = useWorkspace();
  const { link } = workspace;
  const [kind, setKind] = useState<AuditKind>("rooms");
  const [rooms, setRooms] = useState<readonly PickerItem[]>([]);
  const [people, setPeople] = useState<User[]>([]);
  const [text, setText] = useState("");
  const [from, setFrom] = useState(() => asDay(Date.now() - WEEK));
  const [until, setUntil] = useState(() => asDay(Date.now()));
  const [found, setFound] = useState<Message[]>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  const searchRooms = useCallback(
    async (term: string) => {
      const answer = await link.rest.get("rooms.autocomplete.adminRooms", {
        selector: JSON.stringify({ name: term }),
      });
      return asList(answer.items)
        .map(asRecord)
        .map((room): PickerItem => ({
          id: String(room._id),
          title: String(room.fname ?? room.name),
          icon: null,
        }));
    },
    [link],
  );

  const search = async () => {
    if (kind === "rooms" ? rooms.length === 0 : people.length === 0) {
      setProblem(strings.missing);
      return;
    }
    setIsBusy(true);
    setProblem(undefined);
    try {
      const usernames = kind === "rooms" ? [] : people.map((user) => user.username);
      const roomId = kind === "rooms" ? rooms[0]?.id : undefined;
      setFound(await searchAudited(workspace, { kind, roomId, usernames, text, from, until }));
    } catch (error) {
      setProblem(explain(error));
    }
    setIsBusy(false);
  };

  return (
    <>
      <form
        className={formStyles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void search();
        }}
      >
        <Segments
          isInline
          label={strings.kind}
          options={(["rooms", "users", "direct"] as const).map((id) => ({ id, label: strings.kinds[id] }))}
          value={kind}
          onChange={setKind}
        />
        {kind === "rooms" ? (
          <Picker
            isSingle
            label={strings.room}
            help={strings.roomHelp}
            chosen={rooms}
            onChange={setRooms}
            search={searchRooms}
          />
        ) : (
          <PeoplePicker
            withMe
            label={strings.people}
            help={strings.peopleHelp[kind]}
            chosen={people}
            onChange={setPeople}
          />
        )}
        <Presets
          onChoose={(days) => {
            setFrom(days.from);
            setUntil(days.until);
          }}
        />
        <div className={formStyles.fields}>
          <TextField label={strings.text} help={strings.textHelp} value={text} onChange={setText} />
          <TextField type="date" label={strings.from} value={from} onChange={setFrom} />
          <TextField type="date" label={strings.until} value={until} onChange={setUntil} />
        </div>
        <FormError text={problem} />
        <div className={formStyles.buttons}>
          <Button type="submit" look="primary" isPending={isBusy}>
            {strings.search}
          </Button>
        </div>
      </form>
      {found !== undefined && found.length === 0 && (
        <EmptyState icon={<FileSearch />} title={strings.noneTitle}>
          {strings.noneText}
        </EmptyState>
      )}
      {found !== undefined && found.length > 0 && (
        <PageSection title={strings.found(found.length)}>
          <ul className={styles.reports}>
            {found.map((message) => (
              <li key={message.id} className={formStyles.person}>
                <Avatar
                  size={28}
                  name={personName(message.author)}
                  source={userAvatar(message.author.username)}
                />
                <div>
                  <p className={styles.facts}>
                    {personName(message.author)}, {formatFull(message.sentAt)}
                  </p>
                  <p className={styles.text}>{messageLine(message)}</p>
                </div>
              </li>
            ))}
          </ul>
        </PageSection>
      )}
    </>
  );
}

/** Days that one need not look up. */
function Presets({ onChoose }: { onChoose: (days: { from: string; until: string }) => void }) {
  return (
    <div className={formStyles.buttons} role="group" aria-label={strings.presetLabel}>
      {presets.map((preset) => (
        <Button key={preset} look="quiet" onPress={() => onChoose(daysOf(preset))}>
          {strings.presets[preset]}
        </Button>
      ))}
    </div>
  );
}

function Log() {
  const workspace = useWorkspace();
  const [from, setFrom] = useState(() => asDay(Date.now() - 4 * WEEK));
  const [until, setUntil] = useState(() => asDay(Date.now()));
  const list = usePaged(
    useCallback(async () => {
      const items = await fetchAuditions(workspace, from, until);
      return { items, total: items.length };
    }, [workspace, from, until]),
  );
  const columns: Column<Audition>[] = [
    { id: "who", title: strings.columns.who, render: (row) => row.who },
    {
      id: "what",
      title: strings.columns.what,
      render: (row) => (row.text === "" ? strings.everything : row.text),
    },
    { id: "where", title: strings.columns.where, render: (row) => row.where },
    {
      id: "results",
      title: strings.columns.results,
      isNumber: true,
      render: (row) => row.results.toLocaleString("en"),
    },
    {
      id: "found",
      title: strings.columns.found,
      isMinor: true,
      render: (row) =>
        row.start === undefined || row.end === undefined
          ? ""
          : `${formatDate(row.start)} – ${formatDate(row.end)}`,
    },
    {
      id: "when",
      title: strings.columns.when,
      isMinor: true,
      render: (row) => (row.at === undefined ? "" : formatFull(row.at)),
    },
  ];
  return (
    <>
      <Presets
        onChoose={(days) => {
          setFrom(days.from);
          setUntil(days.until);
        }}
      />
      <div className={formStyles.fields}>
        <TextField type="date" label={strings.from} value={from} onChange={setFrom} />
        <TextField type="date" label={strings.until} value={until} onChange={setUntil} />
      </div>
      <Table
        label={strings.views.log}
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        empty={{ icon: <ScrollText />, title: strings.logEmptyTitle, text: strings.logEmptyText }}
      />
    </>
  );
}
