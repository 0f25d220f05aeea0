import { ArrowDown, ArrowUp, CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";
import { EmptyState } from "./empty-state";
import { uiStrings } from "./strings";
import styles from "./table.module.css";
import type { Paged } from "./use-paged";

export interface Column<T> {
  id: string;
  title: string;
  render: (row: T) => ReactNode;
  /** The server can sort by it. */
  isSortable?: boolean;
  /** Left out where the page is narrow. */
  isMinor?: boolean;
  isNumber?: boolean;
}

export interface Sort {
  by: string;
  isDescending: boolean;
}

interface Props<T> {
  label: string;
  columns: readonly Column<T>[];
  list: Paged<T>;
  keyOf: (row: T) => string;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Opens a row; its first cell becomes a button. */
  onOpen?: ((row: T) => void) | undefined;
  selectedKey?: string | undefined;
  empty: { icon: ReactNode; title: string; text: string; action?: ReactNode };
  /** What can be done with a row, at its end. */
  renderActions?: (row: T) => ReactNode;
}

/** A list of things with their facts. Its first column names the thing, and opens it. */
export function Table<T>({
  label,
  columns,
  list,
  keyOf,
  sort,
  onSort,
  onOpen,
  selectedKey,
  empty,
  renderActions,
}: Props<T>) {
  if (list.problem !== undefined) {
    return (
      <EmptyState
        icon={<CircleAlert />}
        title={uiStrings.table.failed}
        action={<Button onPress={list.reload}>{uiStrings.table.tryAgain}</Button>}
      >
        {list.problem}
      </EmptyState>
    );
  }
  if (list.items?.length === 0) {
    return (
      <EmptyState icon={empty.icon} title={empty.title} action={empty.action}>
        {empty.text}
      </EmptyState>
    );
  }
  return (
    <div className={styles.frame}>
      <table className={styles.table} aria-label={label} aria-busy={list.items === undefined}>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
            {renderActions !== undefined && (
              <th className={styles.acts}>
                <span className="visually-hidden">{uiStrings.table.actions}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {list.items === undefined && <Bones count={columns.length} />}
          {list.items?.map((row) => {
            const key = keyOf(row);
            return (
              <tr
                key={key}
                data-selected={key === selectedKey}
                data-opens={onOpen !== undefined}
                onClick={(event) => {
                  if (
                    onOpen === undefined ||
                    (event.target as HTMLElement).closest("button, a, input") !== null
                  )
                    return;
                  onOpen(row);
                }}
              >
                {columns.map((column, index) => (
                  <td
                    key={column.id}
                    data-minor={column.isMinor === true}
                    data-number={column.isNumber === true}
                  >
                    {index === 0 && onOpen !== undefined ? (
                      <button type="button" className={styles.main} onClick={() => onOpen(row)}>
                        {column.render(row)}
                      </button>
                    ) : (
                      column.render(row)
                    )}
                  </td>
                ))}
                {renderActions !== undefined && <td className={styles.acts}>{renderActions(row)}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
      {list.items !== undefined && (
        <footer className={styles.foot}>
          <span role="status">{uiStrings.table.shown(list.items.length, list.total)}</span>
          {list.items.length < list.total && (
            <Button look="quiet" isPending={list.isLoading} onPress={list.more}>
              {uiStrings.table.more}
            </Button>
          )}
        </footer>
      )}
    </div>
  );
}

interface HeadProps<T> {
  column: Column<T>;
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
}

function HeadCell<T>({ column, sort, onSort }: HeadProps<T>) {
  const isSorted = sort?.by === column.id;
  const common = {
    scope: "col",
    "data-minor": column.isMinor === true,
    "data-number": column.isNumber === true,
  } as const;
  if (column.isSortable !== true || onSort === undefined) return <th {...common}>{column.title}</th>;
  const direction = sort?.isDescending === true ? "descending" : "ascending";
  return (
    <th {...common} aria-sort={isSorted ? direction : "none"}>
      <button
        type="button"
        className={styles.sorter}
        onClick={() => onSort({ by: column.id, isDescending: isSorted ? !sort.isDescending : false })}
      >
        {column.title}
        {isSorted && (sort.isDescending ? <ArrowDown /> : <ArrowUp />)}
      </button>
    </th>
  );
}

const bones = ["a", "b", "c", "d", "e", "f"];

function Bones({ count }: { count: number }) {
  return bones.map((bone) => (
    <tr key={bone} aria-hidden="true">
      {/* eslint-disable-next-line jsx-a11y/control-has-associated-label -- hidden from those who need a label */}
      <td colSpan={count}>
        <i className={styles.bone} />
      </td>
    </tr>
  ));
}
