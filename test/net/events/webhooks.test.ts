import { createServer } from "node:http";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchWriteCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { expect, it } from "@jest/globals";
import { ulid } from "ulid";
import type { AuditEvent } from "../../../core/event/audit-event.ts";
import { newEventItem } from "../../../core/store/event-item.ts";
import { type RunningLatchkey, startLocal } from "../../../local/start.ts";

const eventCount = Number(process.env.LATCHKEY_EVENTS ?? 2_000);
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

/** Takes webhooks, and fails every third request. */
async function startReceiver() {
  const taken = new Map<string, Event>();
  const attempts = new Map<string, number>();
  let requests = 0;
  let onTaken = () => {};
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    requests++;
    const event = JSON.parse(body);
    const attempt = (attempts.get(event.id) ?? 0) + 1;
    attempts.set(event.id, attempt);
    // Else one in 177,147 would fail all of its attempts, and be a dead letter.
    if (requests % 3 === 0 && attempt < 11) return void response.writeHead(500).end();
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
  // A pause of eight hours between attempts takes 0.3 s.
  const run = await startLocal({ port: 0, webhookUrl: receiver.url, queueSpeed: 100_000 });
  try {
    const trail = trailOf(eventCount);
    await write(run, trail);
    await receiver.reached(trail.length);

    const byId = (one: Event, other: Event) => (one.id < other.id ? -1 : 1);
    const taken = [...receiver.taken.values()];
    const brief = ({ id, sequence, account_id, key_id }: Event) => [
      id,
      sequence,
      account_id,
      key_id,
    ];
    const written = trail.map(({ id, atEpochMs, accountId, keyId }) => [
      id,
      atEpochMs,
      accountId,
      keyId,
    ]);
    expect([...taken].sort(byId).map(brief)).toEqual(written);
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
  } finally {
    await run.stop();
    receiver.stop();
  }
}, 900_000);

/** Changes of keys as the product writes them, in the order of their ids. */
function trailOf(count: number): AuditEvent[] {
  const atEpochMs = Date.now();
  return Array.from({ length: count }, (_, index) => {
    const account = index % accountCount;
    const key = Math.floor(index / accountCount) % keysEach;
    return {
      id: ulid(atEpochMs + index),
      atEpochMs: atEpochMs + index,
      action: "key.updated",
      accountId: `acct_${account}`,
      keyId: `key${account}${key}AAAA`.slice(0, 8),
      changes: { name: { before: `Name ${index}`, after: `Name ${index + 1}` } },
      origin: {
        actor: { type: "operator", subject: undefined },
        sourceIp: "192.0.2.1",
        userAgent: undefined,
        requestId: `request-${index}`,
      },
    };
  });
}

/** Management calls would take most of the time; test/gateway/webhooks.test.ts has some. */
async function write(
  { dynamodbEndpoint, tableName }: RunningLatchkey,
  events: readonly AuditEvent[],
): Promise<void> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const plain = new DynamoDBClient({
    endpoint: dynamodbEndpoint,
    region: "us-east-1",
    credentials,
  });
  const client = DynamoDBDocumentClient.from(plain);
  for (let start = 0; start < events.length; start += 25) {
    const puts = events.slice(start, start + 25).map((event) => ({
      PutRequest: { Item: newEventItem(event) },
    }));
    await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: puts } }));
  }
  client.destroy();
}

function groupsOf(events: readonly Event[], subject: "account_id" | "key_id"): Event[][] {
  const groups = new Map<string, Event[]>();
  for (const event of events) {
    const of = event[subject];
    if (of !== null) groups.set(of, [...(groups.get(of) ?? []), event]);
  }
  return [...groups.values()];
}
