import styles from "./engagement.module.css";
import type { Point } from "./engagement";
import { engagementStrings as strings } from "./strings";

interface Props {
  /** What the picture shows, in words. */
  label: string;
  points: readonly Point[];
  /** Names of the values of a point. */
  series: readonly string[];
}

const WIDTH = 720;
const HEIGHT = 200;
const LEFT = 56;
const BOTTOM = 24;
const TOP = 8;

function scaleOf(points: readonly Point[]) {
  const most = Math.max(1, ...points.flatMap((point) => point.values));
  const step = 10 ** Math.floor(Math.log10(most));
  const top = Math.max(Math.ceil(most / step) * step, 4);
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  return { top, y };
}

function Axes({ points, top, y }: { points: readonly Point[]; top: number; y: (value: number) => number }) {
  const every = Math.max(1, Math.ceil(points.length / 7));
  const slot = (WIDTH - LEFT) / Math.max(points.length, 1);
  return (
    <g className={styles.axes}>
      {[0, top / 2, top].map((value) => (
        <g key={value}>
          <line x1={LEFT} x2={WIDTH} y1={y(value)} y2={y(value)} />
          <text x={LEFT - 8} y={y(value) + 4} textAnchor="end">
            {value.toLocaleString("en")}
          </text>
        </g>
      ))}
      {points.map(
        (point, index) =>
          index % every === 0 && (
            <text key={point.label} x={LEFT + slot * (index + 0.5)} y={HEIGHT - 6} textAnchor="middle">
              {point.label.slice(point.label.length > 7 ? 5 : 0)}
            </text>
          ),
      )}
    </g>
  );
}

/** One bar for each point. */
export function BarChart({ label, points, series }: Props) {
  const { top, y } = scaleOf(points);
  const slot = (WIDTH - LEFT) / Math.max(points.length, 1);
  return (
    <figure className={styles.figure}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} className={styles.chart}>
        <Axes points={points} top={top} y={y} />
        {points.map((point, index) => {
          const value = point.values[0] ?? 0;
          return (
            <rect
              key={point.label}
              className={styles.bar}
              x={LEFT + slot * (index + 0.15)}
              width={slot * 0.7}
              y={y(value)}
              height={y(0) - y(value)}
            >
              <title>{`${point.label}: ${value.toLocaleString("en")}`}</title>
            </rect>
          );
        })}
      </svg>
      <ChartTable label={label} points={points} series={series} />
    </figure>
  );
}

/** One line for each series, told apart by colour and dashes. */
export function LineChart({ label, points, series }: Props) {
  const { top, y } = scaleOf(points);
  const slot = (WIDTH - LEFT) / Math.max(points.length, 1);
  return (
    <figure className={styles.figure}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} className={styles.chart}>
        <Axes points={points} top={top} y={y} />
        {series.map((name, line) => (
          <polyline
            key={name}
            className={styles.line}
            data-series={line}
            points={points
              .map((point, index) => `${LEFT + slot * (index + 0.5)},${y(point.values[line] ?? 0)}`)
              .join(" ")}
          >
            <title>{name}</title>
          </polyline>
        ))}
      </svg>
      <ul className={styles.legend}>
        {series.map((name, line) => (
          <li key={name}>
            <svg viewBox="0 0 24 8" width="24" height="8" aria-hidden="true">
              <line className={styles.line} data-series={line} x1="0" x2="24" y1="4" y2="4" />
            </svg>
            {name}: {(points.at(-1)?.values[line] ?? 0).toLocaleString("en")}
          </li>
        ))}
      </ul>
      <ChartTable label={label} points={points} series={series} />
    </figure>
  );
}

/** The numbers of a picture, for those who would rather read. */
function ChartTable({ label, points, series }: Props) {
  return (
    <details className={styles.numbers}>
      <summary>{strings.numbers}</summary>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable */}
      <div className={styles.numbersFrame} tabIndex={0} role="group" aria-label={label}>
        <table>
          <thead>
            <tr>
              <th scope="col">{strings.when}</th>
              {series.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.label}>
                <th scope="row">{point.label}</th>
                {point.values.map((value, index) => (
                  <td key={series[index]}>{value.toLocaleString("en")}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

interface HeatProps {
  label: string;
  /** By day and hour. */
  grid: readonly (readonly number[])[];
  days: readonly string[];
}

const LEVELS = 5;

/** Days by hours: the darker, the more. It is a table with numbers, so that nothing rests on colour. */
export function HeatMap({ label, grid, days }: HeatProps) {
  const most = Math.max(1, ...grid.flat());
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable
    <div className={styles.heatFrame} tabIndex={0} role="group" aria-label={label}>
      <table className={styles.heat}>
        <thead>
          <tr>
            <th scope="col">{strings.day}</th>
            {hours.map((hour) => (
              <th key={hour} scope="col">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day, index) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              {hours.map((hour) => {
                const value = grid[index]?.[hour] ?? 0;
                return (
                  <td key={hour} data-level={value === 0 ? 0 : Math.ceil((value / most) * LEVELS)}>
                    {value}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Shares of a whole, each with its number. */
export function Shares({ parts }: { parts: readonly { name: string; count: number }[] }) {
  const whole = Math.max(1, ...parts.map((part) => part.count));
  return (
    <ul className={styles.shares}>
      {parts.map((part) => (
        <li key={part.name}>
          <span className={styles.shareName}>{part.name}</span>
          <svg className={styles.share} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect className={styles.bar} x="0" y="0" height="8" width={(part.count / whole) * 100} />
          </svg>
          <span className={styles.shareCount}>{part.count.toLocaleString("en")}</span>
        </li>
      ))}
    </ul>
  );
}
