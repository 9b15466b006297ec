import { Pool } from "undici";
import { startDatabase } from "../../packages/cfn-local/services/database.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { newSecret, prepareKeys } from "../harness/contestants/latchkey.ts";
import { latchkey } from "../harness/figure.ts";
import { startServerProcess } from "../verifier/server-process.ts";

const runs = 5;
const callers = 400;
const limit = 300;
const app = new URL("../verifier/app.ts", import.meta.url);
const secretStub = new URL("../verifier/instant-aws.ts", import.meta.url);

/** Each run has a key of its own. The app is Express with the embedded verifier, its options the defaults. */
export const crowd: Benchmark = {
  title: "400 callers at once on one key of an Express app: exactly its limit, and no 503",
  async run({ progress }) {
    const stops: (() => unknown)[] = [];
    try {
      const { endpoint, stop } = await startDatabase(undefined, undefined);
      stops.push(stop);
      const secret = newSecret();
      const task = { secret, keys: 0, limitPerMinute: limit };
      const { url: secretEndpoint, stop: stopStub } = await startServerProcess(secretStub, task);
      stops.push(stopStub);
      const prepared = await prepareKeys(endpoint, runs, limit, { secret });
      const urls = { tableEndpoint: endpoint, secretEndpoint, redisUrl: "" };
      const server = await startServerProcess(app, { guard: "latchkey", prepared, ...urls });
      stops.push(server.stop);
      const pool = new Pool(server.url, { connections: callers, pipelining: 1 });
      stops.push(() => pool.close());

      let exact = 0;
      let others = 0;
      for (const key of prepared.keys) {
        const statuses = await Promise.all(Array.from({ length: callers }, () => call(pool, key)));
        const count = (status: number) => statuses.filter((each) => each === status).length;
        const [admitted, limited] = [count(200), count(429)];
        if (admitted === limit) exact++;
        others += callers - admitted - limited;
        progress(`${admitted} admitted, ${limited} limited`);
      }
      const name = `${callers} callers at once on one key, limit ${limit}`;
      const common = { of: latchkey, unit: "" };
      return [
        {
          ...common,
          name: `${name}: runs of ${runs} with the limit admitted`,
          value: exact,
          target: { atLeast: runs },
        },
        { ...common, name: `${name}: other answers`, value: others, target: { atMost: 0 } },
      ];
    } finally {
      for (const stop of stops.reverse()) await stop();
    }
  },
};

async function call(pool: Pool, key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}` };
  const { statusCode, body } = await pool.request({ path: "/", method: "GET", headers });
  await body.dump();
  return statusCode;
}
