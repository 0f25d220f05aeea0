import { toWireError } from "@parley/shared/wire/errors";
import { ChevronLeft, ChevronRight, Download, Hash } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { formatShort } from "../../../lib/dates";
import { useWorkspace } from "../../../store/use-store";
import { Page, PageSection } from "../../../ui/area";
import { IconButton } from "../../../ui/button";
import { FormError } from "../../../ui/form-error";
import { Segments } from "../../../ui/segments";
import { type Column, Table } from "../../../ui/table";
import { usePaged } from "../../../ui/use-paged";
import type { AdminPageProps } from "../admin-area";
import { adminStrings } from "../strings";
import { BarChart, HeatMap, LineChart, Shares } from "./charts";
import {
  type Channel,
  type Daily,
  type Days,
  dayLabel,
  fetchActive,
  fetchBusier,
  fetchBusiest,
  fetchChannels,
  fetchDaily,
  fetchHours,
  fetchOrigins,
  type Figure,
  periods,
  signed,
  type Span,
  spanOf,
  toCsv,
} from "./engagement";
import styles from "./engagement.module.css";
import { engagementStrings as strings } from "./strings";

type View = "users" | "messages" | "channels";
const views = (["users", "messages", "channels"] as const).map((id) => ({ id, label: strings.views[id] }));
const periodOptions = periods.map((days) => ({ id: String(days), label: strings.period(days) }));
const DAY_MS = 86_400_000;

/** How much the workspace is used (ADM-020 to ADM-028). */
export function EngagementPage({ detail }: AdminPageProps) {
  const [, navigate] = useLocation();
  const view: View = detail === "messages" || detail === "channels" ? detail : "users";
  return (
    <Page
      title={adminStrings.pages.engagement}
      isWide
      controls={
        <Segments
          isInline
          label={strings.viewLabel}
          options={views}
          value={view}
          onChange={(id) => navigate(`/admin/engagement/${id}`)}
        />
      }
    >
      {view === "users" && (
        <>
          <DailyCard title={strings.newUsers} path="users/new-users" field="users" name={strings.people} />
          <ActiveCard />
          <HoursCard />
          <BusierCard />
        </>
      )}
      {view === "messages" && (
        <>
          <DailyCard
            title={strings.messagesSent}
            path="messages/messages-sent"
            field="messages"
            name={strings.messages}
          />
          <OriginCard />
        </>
      )}
      {view === "channels" && <ChannelsCard />}
    </Page>
  );
}

/** Loads anew whenever the function changes. */
function useLoaded<T>(load: () => Promise<T>): { data: T | undefined; problem: string | undefined } {
  const [state, setState] = useState<{ data: T | undefined; problem: string | undefined }>({
    data: undefined,
    problem: undefined,
  });
  useEffect(() => {
    let isCurrent = true;
    load()
      .then((data) => isCurrent && setState({ data, problem: undefined }))
      .catch(
        (error: unknown) =>
          isCurrent && setState({ data: undefined, problem: strings.failed(toWireError(error).message) }),
      );
    return () => {
      isCurrent = false;
    };
  }, [load]);
  return state;
}

function usePeriod(first: Days = 7) {
  const [days, setDays] = useState<Days>(first);
  const [now] = useState(Date.now);
  const span = useMemo(() => spanOf(days, now), [days, now]);
  const choice = (label: string) => (
    <Segments
      isInline
      label={strings.periodOf(label)}
      options={periodOptions}
      value={String(days)}
      onChange={(id) => setDays(periods.find((period) => String(period) === id) ?? first)}
    />
  );
  return { days, span, choice };
}

interface CardProps {
  title: string;
  fileName: string;
  /** With its header, once it is there. */
  rows: readonly (readonly (string | number)[])[] | undefined;
  problem: string | undefined;
  controls?: ReactNode;
  children: ReactNode;
}

function Card({ title, fileName, rows, problem, controls, children }: CardProps) {
  const download = () => {
    const address = URL.createObjectURL(new Blob([toCsv(rows ?? [])], { type: "text/csv;charset=utf-8" }));
    const anchor = document.createElement("a");
    anchor.href = address;
    anchor.download = `${fileName}.csv`;
    anchor.click();
    URL.revokeObjectURL(address);
  };
  return (
    <PageSection
      title={title}
      actions={
        <IconButton
          label={strings.download(title)}
          icon={<Download />}
          isDisabled={rows === undefined}
          onPress={download}
        />
      }
    >
      {controls !== undefined && <div className={styles.controls}>{controls}</div>}
      <FormError text={problem} />
      {children}
    </PageSection>
  );
}

function Figures({ daily, days }: { daily: Daily; days: Days }) {
  const parts: [string, Figure][] = [
    [strings.lastDays(days), daily.period],
    [strings.yesterday, daily.yesterday],
  ];
  return (
    <dl className={styles.figures}>
      {parts.map(([name, figure]) => (
        <div key={name} className={styles.figureBox}>
          <dt>{name}</dt>
          <dd>
            {figure.count.toLocaleString("en")} <small>{strings.change(figure.variation)}</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface DailyProps {
  title: string;
  path: string;
  field: "users" | "messages";
  name: string;
}

function DailyCard({ title, path, field, name }: DailyProps) {
  const { link } = useWorkspace();
  const { days, span, choice } = usePeriod();
  const { data, problem } = useLoaded(
    useCallback(() => fetchDaily(link.rest, path, field, span), [link, path, field, span]),
  );
  return (
    <Card
      title={title}
      fileName={`${path.replace("/", "-")}-${days}-days`}
      rows={data && [["day", field], ...data.points.map((point) => [point.label, ...point.values])]}
      problem={problem}
      controls={choice(title)}
    >
      {data !== undefined && (
        <>
          <Figures daily={data} days={days} />
          <BarChart label={strings.perDay(title)} points={data.points} series={[name]} />
        </>
      )}
    </Card>
  );
}

function ActiveCard() {
  const { link } = useWorkspace();
  const [span] = useState(() => spanOf(30, Date.now()));
  const { data, problem } = useLoaded(useCallback(() => fetchActive(link.rest, span), [link, span]));
  return (
    <Card
      title={strings.active}
      fileName="users-active-30-days"
      rows={
        data && [
          ["day", "daily", "weekly", "monthly"],
          ...data.map((point) => [point.label, ...point.values]),
        ]
      }
      problem={problem}
    >
      {data !== undefined && (
        <LineChart label={strings.activeLabel} points={data} series={strings.activeSeries} />
      )}
    </Card>
  );
}

function HoursCard() {
  const { link } = useWorkspace();
  const { days, span, choice } = usePeriod();
  const [zone, setZone] = useState("utc");
  const isUtc = zone === "utc";
  const { data, problem } = useLoaded(
    useCallback(() => fetchHours(link.rest, span, isUtc), [link, span, isUtc]),
  );
  return (
    <Card
      title={strings.hours}
      fileName={`users-by-hour-${days}-days`}
      rows={
        data && [
          ["day", "hour", "users"],
          ...data.flatMap((row, day) => row.map((value, hour) => [strings.days[day] ?? "", hour, value])),
        ]
      }
      problem={problem}
      controls={
        <>
          {choice(strings.hours)}
          <Segments isInline label={strings.zone} options={strings.zones} value={zone} onChange={setZone} />
        </>
      }
    >
      {data !== undefined && <HeatMap label={strings.hours} grid={data} days={strings.days} />}
    </Card>
  );
}

function BusierCard() {
  const { link } = useWorkspace();
  const [kind, setKind] = useState<"hours" | "days">("hours");
  const [back, setBack] = useState(0);
  const [now] = useState(Date.now);
  const step = kind === "hours" ? 1 : 7;
  const start = useMemo(
    () => new Date(Math.floor(now / DAY_MS) * DAY_MS - back * step * DAY_MS),
    [back, step, now],
  );
  const { data, problem } = useLoaded(
    useCallback(() => fetchBusier(link.rest, kind, start), [link, kind, start]),
  );
  const when = dayLabel(start.getTime());
  return (
    <Card
      title={strings.busier}
      fileName={`users-${kind}-${when}`}
      rows={
        data && [
          [kind === "hours" ? "hour" : "day", "users"],
          ...data.map((point) => [point.label, ...point.values]),
        ]
      }
      problem={problem}
      controls={
        <>
          <Segments
            isInline
            label={strings.busierBy}
            options={strings.busierKinds}
            value={kind}
            onChange={(id) => {
              setKind(id === "days" ? "days" : "hours");
              setBack(0);
            }}
          />
          <span className={styles.walk}>
            <IconButton label={strings.earlier} icon={<ChevronLeft />} onPress={() => setBack(back + 1)} />
            <span aria-live="polite">{when}</span>
            <IconButton
              label={strings.later}
              icon={<ChevronRight />}
              isDisabled={back === 0}
              onPress={() => setBack(back - 1)}
            />
          </span>
        </>
      }
    >
      {data !== undefined && (
        <BarChart label={`${strings.busier} ${when}`} points={data} series={[strings.people]} />
      )}
    </Card>
  );
}

function OriginCard() {
  const { link } = useWorkspace();
  const { days, span, choice } = usePeriod();
  const { data, problem } = useLoaded(
    useCallback(
      async () => ({
        origins: await fetchOrigins(link.rest, span),
        busiest: await fetchBusiest(link.rest, span),
      }),
      [link, span],
    ),
  );
  const origins = (data?.origins ?? []).map((origin) => ({
    name: strings.kinds[origin.type] ?? origin.type,
    count: origin.count,
  }));
  return (
    <Card
      title={strings.origins}
      fileName={`messages-origin-${days}-days`}
      rows={
        data && [
          ["place", "messages"],
          ...[...origins, ...data.busiest].map((part) => [part.name, part.count]),
        ]
      }
      problem={problem}
      controls={choice(strings.origins)}
    >
      {data !== undefined && (
        <>
          {origins.length === 0 ? <p>{strings.nothing}</p> : <Shares parts={origins} />}
          {data.busiest.length > 0 && (
            <>
              <h3 className={styles.subtitle}>{strings.busiest}</h3>
              <Shares parts={data.busiest} />
            </>
          )}
        </>
      )}
    </Card>
  );
}

const columns: Column<Channel>[] = [
  { id: "name", title: strings.columns.name, render: (row) => row.name },
  {
    id: "created",
    title: strings.columns.created,
    isMinor: true,
    render: (row) => (row.createdAt === undefined ? "" : formatShort(row.createdAt)),
  },
  {
    id: "active",
    title: strings.columns.active,
    isMinor: true,
    render: (row) => (row.activeAt === undefined ? "" : formatShort(row.activeAt)),
  },
  {
    id: "messages",
    title: strings.columns.messages,
    isNumber: true,
    render: (row) => row.messages.toLocaleString("en"),
  },
  { id: "change", title: strings.columns.change, isNumber: true, render: (row) => signed(row.change) },
];

function ChannelsCard() {
  const { link } = useWorkspace();
  const { days, span, choice } = usePeriod();
  const list = usePaged(
    useCallback((offset: number) => fetchChannels(link.rest, span as Span, offset), [link, span]),
  );
  const date = (time: number | undefined) => dayLabel(time);
  return (
    <Card
      title={strings.channels}
      fileName={`channels-${days}-days`}
      rows={
        list.items && [
          ["name", "created", "last active", "messages", "change"],
          ...list.items.map((row) => [
            row.name,
            date(row.createdAt),
            date(row.activeAt),
            row.messages,
            row.change,
          ]),
        ]
      }
      problem={undefined}
      controls={choice(strings.channels)}
    >
      <Table
        label={strings.channels}
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        empty={{ icon: <Hash />, title: strings.noChannels, text: strings.nothing }}
      />
    </Card>
  );
}
