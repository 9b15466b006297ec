import { describeValue, latchkey } from "../harness/figure.ts";
import type { Results } from "../harness/results.ts";
import { markdownTable } from "./markdown-table.ts";

/** A column: its heading, and how its figures are called in a row. */
type Column = readonly [heading: string, nameOf: (measured: string) => string];

interface CrossTable {
  readonly benchmark: string;
  /** The heading of the rows' labels. */
  readonly of: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly [label: string, of: string, measured: string])[];
}

const guards: CrossTable = {
  benchmark: "verifier",
  of: "guard",
  columns: [
    ...columnsOf("CPU", "CPU per request, Express"),
    ...columnsOf("requests/s", "Requests per second, Express"),
  ],
  rows: [
    guard("none", "plain Express"),
    guard("express-rate-limit, in one process's memory", "express-rate-limit, in memory"),
    guard("rate-limiter-flexible on Redis", "rate-limiter-flexible, Redis"),
    guard("rate-limiter-flexible on DynamoDB", "rate-limiter-flexible"),
    guard("better-auth's API keys on DynamoDB", "better-auth"),
    guard("Latchkey", latchkey),
    guard("Latchkey, if the table answered at once", `${latchkey}, instant table`),
  ],
};

const gateways: CrossTable = {
  benchmark: "forward-auth",
  of: "latency",
  columns: [
    ["p50", (measured) => `forward-auth: ${measured} p50, 1 caller`],
    ["p99", (measured) => `forward-auth: ${measured} p99, 1 caller`],
  ],
  rows: [
    ["`/api/v1/verify` itself", latchkey, "verify itself,"],
    ...["nginx", "Caddy", "HAProxy"].map(
      (name) => [`added behind ${name}`, name, "added"] as const,
    ),
  ],
};

function columnsOf(heading: string, figure: string): Column[] {
  return ["1 caller", "16 callers", "64 callers"].map((callers) => [
    `${heading}, ${callers}`,
    () => `${figure}, ${callers}`,
  ]);
}

function guard(label: string, of: string) {
  return [label, of, ""] as const;
}

/** The cost of each guard to an Express app, for docs/verifier.md. */
export function guardsTable(results: Results): string {
  return crossTable(results, guards);
}

/** The latency that a check adds behind each gateway, for docs/protect.md. */
export function gatewaysTable(results: Results): string {
  return crossTable(results, gateways);
}

/** A figure that was not measured leaves its cell empty. */
function crossTable(
  { machine, date, results }: Results,
  { benchmark, of: heading, columns, rows }: CrossTable,
): string {
  const cellOf = (name: string, of: string) => {
    const figure = results[benchmark]?.find((each) => each.name === name && each.of === of);
    return figure ? describeValue({ ...figure, unit: figure.unit.replace("/s", "") }) : "";
  };
  const lines = rows.map(([label, of, measured]) => [
    label,
    ...columns.map(([, nameOf]) => cellOf(nameOf(measured), of)),
  ]);
  return [
    markdownTable([heading, ...columns.map(([name]) => name)], lines),
    "",
    `Medians on one machine (${machine}; ${date}), measured in one run by \`npm run bench -- ${benchmark}\`.`,
  ].join("\n");
}
