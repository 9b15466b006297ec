import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Webhook } from "standardwebhooks";
import { webhookGuide } from "../../local/webhook-guide.ts";
import { eventually } from "../browser/support/eventually.ts";
import { type FindableRun, startFindable } from "../cli/support/local-run.ts";
import { runTool } from "../cli/support/run-tool.ts";
import { manage, newAccount, newKeyOf } from "./support/operator.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare parts of events.
  readonly event: any;
}

let server: Server;
let url: string;
let run: FindableRun;
let received: Received[] = [];
let statusOf: (event: Received["event"]) => number = () => 204;
let onReceived = () => {};
const published: unknown[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const event = JSON.parse(body);
    received.push({ headers: request.headers, body, event });
    response.writeHead(statusOf(event)).end();
    onReceived();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/hook`;
  run = await startFindable({
    webhookUrl: url,
    queueSpeed: 100_000,
    onEvent: (event) => published.push(event),
  });
});
afterAll(async () => {
  await run.stop();
  server.close();
  server.closeAllConnections();
});

/** Resolves once so many webhooks came that pass. */
async function webhooks(
  count: number,
  passes: (event: Received["event"]) => boolean,
): Promise<Received[]> {
  for (;;) {
    const found = received.filter(({ event }) => passes(event));
    if (found.length >= count) return found;
    await new Promise<void>((resolve) => {
      onReceived = resolve;
    });
  }
}

function verify({ body, headers }: Received, secret: string): unknown {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return new Webhook(secret).verify(body, Object.fromEntries(texts));
}

const secretsOf = async (...words: string[]) =>
  (await runTool("latchkey", ["webhooks", "secret", ...words], run.environment)).json;

describe("webhooks of a running Latchkey", () => {
  it("carry each event as the API lists it, signed by the secret that the start prints", async () => {
    const accountId = await newAccount(run, "agency");
    const { id } = await newKeyOf(run, accountId);
    await manage(run, "PATCH", `/accounts/${accountId}/keys/${id}`, { name: "Zürich" });
    await manage(run, "DELETE", `/accounts/${accountId}/keys/${id}`);
    const came = await webhooks(4, ({ account_id }) => account_id === accountId);
    const { json } = await manage(run, "GET", `/accounts/${accountId}/events`);
    const bySequence = (one: { sequence: number }, other: { sequence: number }) =>
      other.sequence - one.sequence;
    expect(came.map(({ event }) => event).sort(bySequence)).toEqual(json.data);
    expect(published).toEqual(expect.arrayContaining(json.data));
    const secret = /Secret: (whsec_\S+)/.exec(webhookGuide(run) ?? "")?.[1] ?? "";
    for (const one of came) {
      expect(verify(one, secret)).toEqual(one.event);
      expect(one.headers).toMatchObject({
        "content-type": "application/json",
        "webhook-id": one.event.id,
      });
    }
  });

  it("are in the list of all accounts' events, newest first, once they are published", async () => {
    const accounts = [await newAccount(run, "agency"), await newAccount(run, "free")];
    const { id } = await newKeyOf(run, accounts[0] ?? "");
    const listed = async () => {
      const { status, json } = await manage(run, "GET", "/events?limit=3");
      expect(status).toBe(200);
      return json.data.map((event: Received["event"]) => [
        event.account_id,
        event.action,
        event.key_id,
      ]);
    };
    await eventually(async () =>
      expect(await listed()).toEqual([
        [accounts[0], "key.created", id],
        [accounts[1], "account.created", null],
        [accounts[0], "account.created", null],
      ]),
    );
    const all = (await manage(run, "GET", "/events?limit=3")).json.data;
    const own = (await manage(run, "GET", `/accounts/${accounts[0]}/events`)).json.data;
    expect([all[0], all[2]]).toEqual(own);
    // The copies are in the stream too, and publish nothing.
    const times = () => published.filter((event) => Object(event).id === all[0].id).length;
    await eventually(() => expect(times()).toBe(1));
  });

  it("come within two seconds for a batch of 100 events", async () => {
    const accountId = await newAccount(run, "agency");
    const isOurs = ({ account_id, action }: Received["event"]) =>
      account_id === accountId && action === "account.updated";
    const names = Array.from({ length: 100 }, (_, index) => `Name ${index}`);
    for (const name of names) await manage(run, "PUT", `/accounts/${accountId}`, { name });
    const writtenMs = performance.now();
    const came = await webhooks(100, isOurs);
    expect(performance.now() - writtenMs).toBeLessThan(2000);
    const sequences = came.map(({ event }) => event.sequence).sort((a, b) => a - b);
    expect(new Set(sequences).size).toBe(100);
  });

  it("that nobody takes go to the dead letters, and are replayed from there", async () => {
    statusOf = () => 500;
    const accountId = await newAccount(run, "agency");
    const isOurs = ({ account_id }: Received["event"]) => account_id === accountId;
    const failed = await webhooks(11, isOurs);
    expect(new Set(failed.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    let listed = await runTool("latchkey", ["webhooks", "list"], run.environment);
    while (listed.json?.dead_letters !== 1) {
      listed = await runTool("latchkey", ["webhooks", "list"], run.environment);
    }
    expect(listed.json).toMatchObject({ endpoints: [{ url, events: null }], waiting: 0 });
    statusOf = () => 200;
    received = [];
    const replay = ["webhooks", "replay", "--yes"];
    const { json, exitCode } = await runTool("latchkey", replay, run.environment);
    expect([exitCode, json]).toEqual([
      0,
      { object: "webhook_replay", from: "dead_letters", messages: 1 },
    ]);
    const [again] = await webhooks(1, isOurs);
    const { current } = await secretsOf();
    expect(again && verify(again, current)).toEqual(failed[0]?.event);
    expect(again?.headers["webhook-id"]).toBe(failed[0]?.event.id);
  });

  it("are replayed from the trail by time, with the same ids", async () => {
    const accountId = await newAccount(run, "agency");
    await newKeyOf(run, accountId);
    const isOurs = ({ account_id }: Received["event"]) => account_id === accountId;
    const ids = (await webhooks(2, isOurs)).map(({ event }) => event.id).sort();
    received = [];
    const replay = ["webhooks", "replay", "--account", accountId, "--yes", "--since"];
    const since = (time: string) => runTool("latchkey", [...replay, time], run.environment);
    expect((await since("2026-01-01T00:00:00Z")).json).toMatchObject({
      from: "trail",
      messages: 2,
    });
    expect((await webhooks(2, isOurs)).map(({ event }) => event.id).sort()).toEqual(ids);
    const { exitCode, stderr } = await since("yesterday");
    expect([exitCode, stderr]).toEqual([
      2,
      "error: --since must be a time such as 2026-11-28T08:00:00Z.\n",
    ]);
    const unconfirmed = ["webhooks", "replay", "--since", "2026-01-01T00:00:00Z"];
    expect((await runTool("latchkey", unconfirmed, run.environment)).stderr).toContain("--yes");
  });

  it("are signed with both secrets while one is rotated", async () => {
    const before = await secretsOf();
    expect(before).toEqual({
      object: "webhook_secret",
      url,
      current: expect.stringMatching(/^whsec_/),
      previous: null,
    });
    const during = await secretsOf("--rotate", "--yes");
    expect(during).toMatchObject({ previous: before.current });
    const twice = await runTool(
      "latchkey",
      ["webhooks", "secret", "--rotate", "--yes"],
      run.environment,
    );
    expect([twice.exitCode, twice.stderr]).toEqual([
      1,
      "error: The last rotation is not finished: run it with --finish first.\n",
    ]);
    // Containers keep a secret for a minute.
    await run.recycle();
    const accountId = await newAccount(run, "agency");
    const [one] = await webhooks(1, ({ account_id }) => account_id === accountId);
    for (const secret of [during.current, during.previous]) {
      expect(one && verify(one, secret)).toEqual(one?.event);
    }
    expect(await secretsOf("--finish", "--yes")).toEqual({ ...during, previous: null });
  });
});
