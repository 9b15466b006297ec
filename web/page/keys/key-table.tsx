import type { Key } from "../api/key.ts";
import { KeyRow } from "./key-row.tsx";

const columns = [
  "Name",
  "Status",
  "Environment",
  "Limit",
  "Last 30 days",
  "Last used",
  "Expires",
  "Created",
] as const;

function isNumber(column: (typeof columns)[number]): boolean {
  return column === "Limit" || column === "Last 30 days";
}

interface KeyTableProps {
  readonly keys: readonly Key[];
  readonly order: string;
  /** The ids of the keys that are selected. */
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (id: string, isChosen: boolean) => void;
}

export function KeyTable({ keys, order, chosen, onChoose }: KeyTableProps) {
  return (
    <table class="key-table">
      <caption class="sr-only">API keys, {order.toLowerCase()}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" class={isNumber(column) ? "number" : undefined}>
              {column}
            </th>
          ))}
          <th scope="col">
            <span class="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <KeyRow
            key={key.id}
            of={key}
            isChosen={chosen.has(key.id)}
            onChoose={(isChosen) => onChoose(key.id, isChosen)}
          />
        ))}
      </tbody>
    </table>
  );
}
