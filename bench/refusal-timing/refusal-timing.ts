import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseKeyring } from "../../core/key/pepper.ts";
import { startLocal } from "../../local/start.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { type Figure, latchkey } from "../harness/figure.ts";
import { seededRandom } from "../harness/random.ts";
import { median, ofRuns } from "../harness/statistics.ts";
import { pepperOf } from "./pepper-of.ts";
import { putRefusedKeys, type Reason, reasons } from "./refused-keys.ts";

const rounds = 5;
const keysOfEach = 334;
const requests = rounds * keysOfEach * reasons.length * 2;
/** Requests at a time: a denial takes a while on purpose. */
const callers = 3;

/**
 * Whether an outsider can tell by the time for which reason a key is refused, through the local gateway,
 * in random order. Each key is presented twice: the second time, what is refused for good is refused from
 * memory.
 *
 * The difference is that between the medians of two reasons, over all rounds. The noise is that between
 * the medians of two rounds, of one reason.
 */
export const refusalTiming: Benchmark = {
  title: `${requests} requests that are refused by 401: times by reason`,
  async run({ progress }) {
    const runDirectory = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
    const running = await startLocal({ port: 0, runDirectory, isUnthrottled: true });
    const agent = new Agent({ keepAlive: true, maxSockets: callers });
    try {
      const { endpoints, outputs } = JSON.parse(
        readFileSync(join(runDirectory, "run.json"), "utf8"),
      );
      const keyring = parseKeyring(
        await pepperOf(endpoints.secretsManager, outputs.PepperSecretArn),
      );
      const { dynamodbEndpoint, tableName, url } = running;
      const ask = (token: string) => timeOf(`${url}/api/v1/models`, token, agent);
      const random = seededRandom(1);
      const once: Times[] = [];
      const again: Times[] = [];
      for (let round = -1; round < rounds; round++) {
        const keys = await putRefusedKeys(dynamodbEndpoint, tableName, keyring, keysOfEach);
        const first = await timesOf(shuffled(keys, random), ask);
        const second = await timesOf(shuffled(keys, random), ask);
        // Before the first round, code is compiled and connections are opened.
        if (round < 0) continue;
        once.push(first);
        again.push(second);
        progress(`round ${round + 1} of ${rounds}`);
      }
      return [...figuresOf("a key's first request", once), ...figuresOf("its second", again)];
    } finally {
      agent.destroy();
      await running.stop();
      rmSync(runDirectory, { recursive: true });
    }
  },
};

/** The median time of each reason in one round, in milliseconds. */
type Times = Readonly<Record<Reason, number>>;

async function timesOf(
  keys: readonly { reason: Reason; token: string }[],
  ask: (token: string) => Promise<number>,
): Promise<Times> {
  const all = Object.fromEntries(reasons.map((reason): [Reason, number[]] => [reason, []]));
  let next = 0;
  const callInTurn = async () => {
    for (let key = keys[next++]; key; key = keys[next++]) {
      all[key.reason]?.push(await ask(key.token));
    }
  };
  await Promise.all(Array.from({ length: callers }, callInTurn));
  const of = (reason: Reason) => median(all[reason] ?? []);
  return {
    unknown: of("unknown"),
    wrong_secret: of("wrong_secret"),
    superseded: of("superseded"),
    paused: of("paused"),
    expired: of("expired"),
    revoked: of("revoked"),
  };
}

function figuresOf(what: string, runs: readonly Times[]): Figure[] {
  const ofReason = (reason: Reason) => runs.map((times) => times[reason]);
  const medians = reasons.map((reason) => median(ofReason(reason)));
  const noise = Math.max(...reasons.map((reason) => range(ofReason(reason))));
  return [
    ...reasons.map((reason) => ({
      name: `401 for ${what}, ${reason}`,
      of: latchkey,
      unit: "ms",
      ...ofRuns(ofReason(reason)),
    })),
    {
      name: `401 for ${what}: greatest difference of two reasons, in run-to-run noise`,
      of: latchkey,
      value: range(medians) / noise,
      unit: "",
      target: { atMost: 1 },
    },
  ];
}

function range(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ value }) => value);
}

/** From the request to the end of its answer, on a connection that is kept. */
function timeOf(url: string, token: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const headers = { Authorization: `Bearer ${token}` };
    httpRequest(url, { agent, headers }, (response) => {
      response.resume().on("end", () => {
        if (response.statusCode === 401) resolve(performance.now() - start);
        else reject(new Error(`answered ${response.statusCode}`));
      });
    })
      .on("error", reject)
      .end();
  });
}
