import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { parseKeyring } from "../functions/domain/pepper.ts";
import { newKey } from "../test/support/keys.ts";
import { startTable } from "../test/support/table.ts";
import type { Benchmark, Figure } from "./benchmark.ts";
import type { HammerOrder, HammerReport } from "./hammer.ts";

const processes = 4;
const callersPerProcess = 8;
const seconds = 75;
const limit = 500;
const spanMs = 60_000;

export const exactness: Benchmark = {
  title: `${processes} processes call with one key of limit ${limit} for ${seconds} s`,
  async run(progress) {
    const table = await startTable();
    try {
      const pepper = JSON.stringify({ active: "v1", v1: randomBytes(32).toString("hex") });
      const { key, record } = newKey(parseKeyring(pepper), { rateLimitPerMinute: limit });
      await table.put(record);
      const order: HammerOrder = {
        endpoint: table.endpoint,
        tableName: table.name,
        pepper,
        key: key.text,
        callers: callersPerProcess,
        untilEpochMs: Date.now() + seconds * 1000,
      };
      const ticker = setInterval(() => {
        const left = Math.ceil((order.untilEpochMs - Date.now()) / 1000);
        if (left > 0 && left % 15 === 0) progress(`${left} s to go`);
      }, 1000);
      const reports = await Promise.all(Array.from({ length: processes }, () => hammer(order)));
      clearInterval(ticker);
      return figuresOf(reports);
    } finally {
      await table.stop();
    }
  },
};

function hammer(order: HammerOrder): Promise<HammerReport> {
  const child = fork(fileURLToPath(new URL("./hammer.ts", import.meta.url)), {
    execArgv: ["--import", "tsx"],
  });
  child.send(order);
  return new Promise((resolve, reject) => {
    child.once("message", (report) => resolve(report as HammerReport));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`a process ended early with code ${code}`)));
  });
}

function figuresOf(reports: readonly HammerReport[]): Figure[] {
  const admittedAt = reports.flatMap((report) => report.admittedAtEpochMs).sort((a, b) => a - b);
  const refused = sum(reports.map((report) => report.refused));
  const trips = sum(reports.map((report) => report.roundTrips));
  return [
    {
      name: `admitted in the fullest 60 s, limit ${limit}`,
      value: fullestSpan(admittedAt),
      unit: "",
      target: { atMost: limit },
    },
    {
      name: "the same, from below",
      value: fullestSpan(admittedAt),
      unit: "",
      target: { atLeast: limit - 5 },
    },
    { name: `admitted in ${seconds} s`, value: admittedAt.length, unit: "" },
    { name: "refused", value: refused, unit: "" },
    { name: "faults", value: sum(reports.map((report) => report.faults)), unit: "" },
    {
      name: "round trips per request, admitted and refused",
      value: trips / (admittedAt.length + refused),
      unit: "",
    },
    {
      name: "round trips per refused request",
      value: (trips - admittedAt.length) / refused,
      unit: "",
      target: { atMost: 0.1 },
    },
  ];
}

/** The most requests admitted in any 60 seconds, the start excluded. */
function fullestSpan(sortedEpochMs: readonly number[]): number {
  let fullest = 0;
  let first = 0;
  for (const [last, atEpochMs] of sortedEpochMs.entries()) {
    while ((sortedEpochMs[first] ?? 0) <= atEpochMs - spanMs) first++;
    fullest = Math.max(fullest, last - first + 1);
  }
  return fullest;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
