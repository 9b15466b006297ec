import { Pool } from "undici";
import { startLocal } from "../../local/start.ts";
import { type GatewayName, startBackend, startGateway } from "../../test/support/gateways.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { callFor } from "../harness/call-for.ts";
import { type Figure, latchkey } from "../harness/figure.ts";
import { issueKeys } from "../harness/issue-keys.ts";
import { ofRuns, quantile } from "../harness/statistics.ts";

const callerCounts = [1, 16] as const;
const rounds = 5;
const measuredMs = 1_000;
const gatewayNames: Readonly<Record<GatewayName, string>> = {
  nginx: "nginx",
  caddy: "Caddy",
  haproxy: "HAProxy",
};

/** The example's configuration guards `/models` and leaves `/health` open: otherwise they are alike. */
const guardedPath = "/models";
const openPath = "/health";

interface Contender {
  readonly name: string;
  readonly pool: Pool;
  readonly guardedPath: string;
  /** The same without the check, if there is such a thing. */
  readonly openPath?: string;
}

/** A key's value by the number of a call. */
type NextKey = () => string;

/**
 * The gateways of `examples/` in front of the Go back end, asking a local run: each path in turn. What
 * a gateway adds is on top of the local run's own answer, which is measured beside it.
 */
export const forwardAuth: Benchmark = {
  title: "Latency that the check adds behind nginx, Caddy and HAProxy",
  async run({ progress }) {
    const stops: (() => Promise<unknown>)[] = [];
    try {
      const running = await startLocal({ port: 0, isUnthrottled: true, progress });
      stops.push(running.stop);
      const keys = await issueKeys(running);
      let calls = 0;
      const nextKey = () => keys[calls++ % keys.length] ?? "";
      const contenders = await startContenders(running.url, stops);
      for (const contender of contenders) await measure(contender, guardedPathOf, 4, nextKey);
      const figures: Figure[] = [];
      for (const callers of callerCounts) {
        for (const contender of contenders) {
          figures.push(...(await figuresOf(contender, callers, nextKey)));
          progress(`${contender.name}, ${callers} at once`);
        }
      }
      return [...figures, ...sharesOf(figures)];
    } finally {
      for (const stop of stops.reverse()) await stop();
    }
  },
};

async function startContenders(
  latchkeyUrl: string,
  stops: (() => Promise<unknown>)[],
): Promise<Contender[]> {
  const backend = await startBackend("go");
  stops.push(backend.stop);
  const open = (url: string) => {
    const pool = new Pool(url, { connections: Math.max(...callerCounts), pipelining: 1 });
    stops.push(() => pool.close());
    return pool;
  };
  const contenders: Contender[] = [
    { name: latchkey, pool: open(latchkeyUrl), guardedPath: "/api/v1/verify" },
  ];
  for (const gatewayName of ["nginx", "caddy", "haproxy"] as const) {
    const gateway = await startGateway(gatewayName, latchkeyUrl, backend.url);
    stops.push(gateway.stop);
    const name = gatewayNames[gatewayName];
    contenders.push({ name, pool: open(gateway.url), guardedPath, openPath });
  }
  return contenders;
}

function guardedPathOf(contender: Contender): string {
  return contender.guardedPath;
}

/** The time that each gateway adds, as a share of the check itself: 1 is the check alone. */
function sharesOf(figures: readonly Figure[]): Figure[] {
  const measured = (of: string, what: string) =>
    figures.find(
      (figure) => figure.of === of && figure.name === `forward-auth: ${what} p50, 1 caller`,
    )?.value ?? Number.NaN;
  return Object.values(gatewayNames).map((gateway) => ({
    name: `forward-auth: added p50 behind ${gateway}, share of the check's own`,
    of: latchkey,
    unit: "",
    value: measured(gateway, "added") / measured(latchkey, "verify itself,"),
    target: { atMost: 2 },
  }));
}

/** @throws Error if a request is not admitted: what was not done must not look fast */
function measure(
  contender: Contender,
  pathOf: (contender: Contender) => string,
  callers: number,
  nextKey: NextKey,
): Promise<number[]> {
  return callFor(
    async () => {
      const { statusCode, body } = await contender.pool.request({
        path: pathOf(contender),
        method: "GET",
        headers: { authorization: `Bearer ${nextKey()}` },
      });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${contender.name} answered ${statusCode} ${text}`);
    },
    callers,
    measuredMs,
  );
}

async function figuresOf(
  contender: Contender,
  callers: number,
  nextKey: NextKey,
): Promise<Figure[]> {
  const guarded: number[][] = [];
  const open: number[][] = [];
  const { openPath } = contender;
  for (let round = 0; round < rounds; round++) {
    if (openPath !== undefined)
      open.push(await measure(contender, () => openPath, callers, nextKey));
    guarded.push(await measure(contender, guardedPathOf, callers, nextKey));
  }
  const at = `${callers} ${callers === 1 ? "caller" : "callers"}`;
  const shares = [
    ["p50", 0.5],
    ["p99", 0.99],
  ] as const;
  return shares.flatMap(([share, of]) => {
    const figure = (what: string, values: readonly number[]) => ({
      name: `forward-auth: ${what} ${share}, ${at}`,
      of: contender.name,
      unit: "ms",
      ...ofRuns(values),
    });
    const checked = guarded.map((run) => quantile(run, of));
    if (open.length === 0) return [figure("verify itself,", checked)];
    const unchecked = open.map((run) => quantile(run, of));
    const added = checked.map((value, round) => value - (unchecked[round] ?? 0));
    return [figure("without the check,", unchecked), figure("added", added)];
  });
}
