import { execFile } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { ConnectionError } from "../../core/aws/aws-error.ts";
import { createPool, type Pool } from "../../core/aws/pooled-send.ts";
import { Deadline, DeadlineError } from "../../core/time/deadline.ts";
import { ample } from "../support/deadlines.ts";
import { type CannedResponse, type JsonServer, startJsonServer } from "../support/json-server.ts";

/* Reach: an HTTP server of this test's own on 127.0.0.1. */

let server: JsonServer | undefined;
let pool: Pool | undefined;

afterEach(async () => {
  jest.useRealTimers();
  pool?.close();
  await server?.stop();
});

async function poolTo(
  answers: readonly CannedResponse[],
  maxConnections: number,
  idleMs = 60_000,
  nowMs = () => performance.now(),
) {
  const dates: (string | undefined)[] = [];
  const started = await startJsonServer(answers);
  server = started;
  const created = createPool({
    endpoint: started.endpoint,
    maxConnections,
    idleMs,
    nowMs,
    onResponse({ date }, sentMs, receivedMs) {
      expect(receivedMs).toBeGreaterThanOrEqual(sentMs);
      dates.push(date);
    },
  });
  pool = created;
  const send = (deadline = ample) =>
    created.send({ host: started.endpoint.host }, "{}", 60_000, deadline);
  return { send, dates, server: started, pool: created };
}

const ok: CannedResponse = { status: 200, body: "{}" };

/** Until no more connections are left on the server's side. */
async function untilClosed({ openCount }: JsonServer, left = 0): Promise<void> {
  while (openCount() > left) await wait(1);
}

/** Time passes for timers only as the test says; the line to the server is a real one all the same. */
function stopTime() {
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask", "performance"] });
  return { pass: (ms: number) => jest.advanceTimersByTimeAsync(ms) };
}

describe("a pool of connections", () => {
  it("opens no more than it may, and serves everyone over them", async () => {
    const { send, server } = await poolTo([ok], 3);
    await Promise.all(Array.from({ length: 50 }, () => send()));
    expect(server.requests).toHaveLength(50);
    expect(server.connectionCount()).toBe(3);
  });

  it("tells the Date of every answer, a refusal's too", async () => {
    const refusal: CannedResponse = { status: 400, body: '{"__type":"x#AccessDeniedException"}' };
    const { send, dates } = await poolTo([ok, refusal], 1);
    await send();
    await expect(send()).rejects.toMatchObject({ code: "AccessDeniedException" });
    expect(dates.map((date) => Number.isNaN(Date.parse(date ?? "")))).toEqual([false, false]);
  });

  it("lets nobody wait for a connection past the deadline", async () => {
    const { send, server } = await poolTo(["silence"], 1);
    const first = new Deadline(60_000);
    const stuck = send(first);
    await expect(send(new Deadline(10))).rejects.toBeInstanceOf(DeadlineError);
    first.end();
    await expect(stuck).rejects.toThrow("given up");
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  it("gives the place of a connection that failed to the next request", async () => {
    const { send } = await poolTo(["reset", ok], 1);
    const [failed, next] = await Promise.allSettled([send(), send()]);
    expect([failed.status, next.status]).toEqual(["rejected", "fulfilled"]);
  });

  it("closes connections that are idle for long", async () => {
    const { send, server } = await poolTo([ok], 2, 10);
    await Promise.all([send(), send()]);
    await untilClosed(server);
    await send();
    expect(server.connectionCount()).toBe(3);
  });

  it("closes each connection once it was idle for so long, and keeps the others", async () => {
    const clock = { nowMs: 0 };
    const { send, server } = await poolTo([ok], 2, 10, () => clock.nowMs);
    const time = stopTime();
    await Promise.all([send(), send()]);
    clock.nowMs = 9;
    await time.pass(10);
    await Promise.all([send(), send()]);
    expect(server.connectionCount()).toBe(2);
    clock.nowMs = 12;
    await send();
    clock.nowMs = 19;
    await time.pass(10);
    await untilClosed(server, 1);
    await send();
    expect([server.connectionCount(), server.openCount()]).toEqual([2, 1]);
    // Looked at in vain, and again without another request in between.
    clock.nowMs = 28;
    await time.pass(10);
    clock.nowMs = 29;
    await time.pass(10);
    await untilClosed(server);
    expect(jest.getTimerCount()).toBe(0);
  });

  it("opens another connection where the server has closed an idle one", async () => {
    const { send, server } = await poolTo([ok], 1);
    await send();
    await server.hangUp();
    await send();
    expect(server.connectionCount()).toBe(2);
  });

  it("gives up a request with its deadline, whatever an attempt might still take", async () => {
    const { send, server } = await poolTo(["silence"], 1);
    const time = stopTime();
    const given = send(new Deadline(5_000)).catch((error: unknown) => error);
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await time.pass(5_000);
    expect(await given).toBeInstanceOf(ConnectionError);
  });

  it("closes what is idle when it is closed, the rest after its request, and then sends nothing", async () => {
    const { send, server, pool } = await poolTo([ok], 2);
    await send();
    const underWay = send();
    pool.close();
    await underWay;
    await untilClosed(server);
    await expect(send()).rejects.toThrow("closed");
  });
});

it("an idle connection does not keep a process alive", async () => {
  server = await startJsonServer([ok]);
  const module = fileURLToPath(new URL("../../core/aws/pooled-send.ts", import.meta.url));
  const deadlines = fileURLToPath(new URL("../../core/time/deadline.ts", import.meta.url));
  const program = `
    import { createPool } from ${JSON.stringify(module)};
    import { Deadline } from ${JSON.stringify(deadlines)};
    const endpoint = new URL(${JSON.stringify(server.endpoint.href)});
    const nowMs = () => performance.now();
    const pool = createPool({ endpoint, maxConnections: 2, idleMs: 3_600_000, nowMs, onResponse() {} });
    await pool.send({ host: endpoint.host }, "{}", 60_000, new Deadline(60_000));
    console.log("answered");
  `;
  const run = promisify(execFile);
  const args = ["--import", "tsx", "--input-type=module", "--eval", program];
  const { stdout } = await run(process.execPath, args);
  expect(stdout).toBe("answered\n");
});
