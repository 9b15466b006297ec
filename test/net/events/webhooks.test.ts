import { createServer } from "node:http";
import { expect, it } from "@jest/globals";
import { startLocal } from "../../../local/start.ts";
import { manage, newAccount, newKeyOf } from "../../gateway/support/operator.ts";

const eventCount = Number(process.env.LATCHKEY_EVENTS ?? 10_000);
const accountCount = 8;
const keysEach = 2;

interface Event {
  readonly id: string;
  readonly action: string;
  readonly sequence: number;
  readonly account_id: string;
  readonly key_id: string | null;
  readonly changes: Readonly<Record<string, { before: unknown; after: unknown }>>;
}

/** Takes webhooks, and fails every third request without a look at it. */
async function startReceiver() {
  const taken = new Map<string, Event>();
  let requests = 0;
  let onTaken = () => {};
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    requests++;
    if (requests % 3 === 0) return void response.writeHead(500).end();
    const event = JSON.parse(body);
    taken.set(event.id, event);
    response.writeHead(204).end();
    onTaken();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`,
    taken,
    requests: () => requests,
    async reached(count: number) {
      while (taken.size < count) {
        await new Promise<void>((resolve) => {
          onTaken = resolve;
        });
      }
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

it(`none of ${eventCount} events is lost on a receiver that fails one request in three`, async () => {
  const receiver = await startReceiver();
  // Of the pauses between attempts one of eight hours takes 0.3 s.
  const run = await startLocal({ port: 0, webhookUrl: receiver.url, queueSpeed: 100_000 });
  try {
    const accounts = await Promise.all(
      Array.from({ length: accountCount }, () => newAccount(run, "agency")),
    );
    const perKey = Math.ceil(eventCount / (accountCount * keysEach));
    await Promise.all(
      accounts.map(async (accountId) => {
        const keys = Array.from({ length: keysEach }, () => newKeyOf(run, accountId));
        for (let change = 1; change < perKey; change++) {
          for (const { id } of await Promise.all(keys)) {
            await rename(run, `/accounts/${accountId}/keys/${id}`, `Name ${change}`);
          }
        }
      }),
    );
    const trail = (await Promise.all(accounts.map((each) => trailOf(run, each)))).flat();
    expect(trail.length).toBeGreaterThanOrEqual(eventCount);
    await receiver.reached(trail.length);

    const byId = (one: Event, other: Event) => (one.id < other.id ? -1 : 1);
    const taken = [...receiver.taken.values()];
    expect([...taken].sort(byId)).toEqual([...trail].sort(byId));
    expect(receiver.requests()).toBeGreaterThan(trail.length * 1.4);
    const bySequence = [...taken].sort((one, other) => one.sequence - other.sequence);
    for (const subject of ["account_id", "key_id"] as const) {
      for (const events of groupsOf(bySequence, subject)) {
        const sequences = events.map(({ sequence }) => sequence);
        expect(new Set(sequences).size).toBe(sequences.length);
        // An event's id sorts by time, and the trail is in the order of the changes.
        expect(events.map(({ id }) => id)).toEqual([...events].sort(byId).map(({ id }) => id));
      }
    }
    for (const events of groupsOf(bySequence, "key_id")) {
      const names = events.flatMap(({ changes }) => (changes.name ? [changes.name] : []));
      for (const [index, { before }] of names.slice(1).entries()) {
        expect(before).toBe(names[index]?.after);
      }
    }
  } finally {
    await run.stop();
    receiver.stop();
  }
}, 900_000);

type Running = Parameters<typeof manage>[0];

/** What a busy machine refuses is tried again. Other tests compare answers with the document. */
async function rename({ url, operatorToken }: Running, path: string, name: string): Promise<void> {
  for (let status = 0; status !== 200; ) {
    const response = await fetch(`${url}/api/manage/v1${path}`, {
      method: "PATCH",
      headers: { Authorization: `Bearer ${operatorToken}`, "Content-Type": "application/json" },
      body: JSON.stringify({ name }),
    });
    await response.text();
    status = response.status;
  }
}

function groupsOf(events: readonly Event[], subject: "account_id" | "key_id"): Event[][] {
  const groups = new Map<string, Event[]>();
  for (const event of events) {
    const of = event[subject];
    if (of !== null) groups.set(of, [...(groups.get(of) ?? []), event]);
  }
  return [...groups.values()];
}

async function trailOf(run: Running, accountId: string): Promise<Event[]> {
  const events: Event[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const after: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { json } = await manage(run, "GET", `/accounts/${accountId}/events?limit=100${after}`);
    events.push(...json.data);
    cursor = json.next_cursor;
  }
  return events;
}
