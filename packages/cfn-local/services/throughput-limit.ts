import type { IncomingMessage } from "node:http";
import * as z from "zod";
import { Bucket } from "../gateway/throttle.ts";
import type { TableModel } from "../template/model.ts";
import { type LocalServer, serveLocally } from "./serve-locally.ts";

export type Access = "Read" | "Write";
type Throttled = { readonly tableName: string; readonly kind: Access };

const named = z.object({ TableName: z.string() });
const inputSchema = z.object({
  TableName: z.string().optional(),
  RequestItems: z.record(z.string(), z.unknown()).default({}),
  TransactItems: z.array(z.record(z.string(), named)).default([]),
});

const reads = ["GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan"];
const writes = ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"];

/**
 * Refuses what exceeds a table's maximum on-demand throughput, if a table has one. Each table
 * that a request names takes one unit, whatever the size of items; a transaction takes two for each item.
 *
 * @returns the address to use the tables at, which is the database's own if no table has a maximum
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html
 */
export async function limitThroughput(
  endpoint: string,
  tables: readonly TableModel[],
  onThrottled: (throttled: Throttled) => void,
  nowMs: () => number = () => performance.now(),
): Promise<LocalServer> {
  const buckets = new Map(
    tables.flatMap(({ name, greatestUnits }) =>
      (["Read", "Write"] as const).flatMap((kind) => {
        const units = greatestUnits[kind];
        if (units === undefined) return [];
        const bucket = new Bucket({ ratePerSecond: units, burst: units }, nowMs());
        return [[`${kind} ${name}`, bucket] as const];
      }),
    ),
  );
  if (buckets.size === 0) return { url: endpoint, stop: async () => {} };
  const throttle = (target: string, body: string): Throttled | undefined =>
    needsOf(target, body).find(
      ({ tableName, kind }) => buckets.get(`${kind} ${tableName}`)?.take(nowMs()) === false,
    );
  return serveLocally(async (request, response) => {
    try {
      const body = await bodyOf(request);
      const throttled = throttle(String(request.headers["x-amz-target"]), body);
      if (throttled) {
        onThrottled(throttled);
        response.writeHead(400, { "Content-Type": "application/x-amz-json-1.0" }).end(refusal);
        return;
      }
      const answer = await fetch(endpoint, { method: "POST", headers: headersOf(request), body });
      const headers = [...answer.headers].filter(([name]) => !ofConnection.includes(name));
      response.writeHead(answer.status, Object.fromEntries(headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    } catch {
      // The database is away; callers see what they would see without anybody in between.
      response.destroy();
    }
  });
}

const refusal = JSON.stringify({
  __type: "com.amazon.coral.availability#ThrottlingException",
  message: "Throughput exceeds the maximum OnDemandThroughput configured on table or index",
});

const ofConnection = ["connection", "content-encoding", "content-length", "transfer-encoding"];

/** One entry for each unit. */
function needsOf(target: string, body: string): Throttled[] {
  const operation = target.split(".").at(-1) ?? "";
  const kind = reads.includes(operation) ? "Read" : writes.includes(operation) ? "Write" : null;
  if (kind === null) return [];
  const { TableName, RequestItems, TransactItems } = parse(body);
  const ofTransaction = TransactItems.flatMap((item) =>
    Object.values(item).flatMap(({ TableName: name }) => [name, name]),
  );
  return [...(TableName ? [TableName] : []), ...Object.keys(RequestItems), ...ofTransaction].map(
    (tableName) => ({ tableName, kind }),
  );
}

/** The database refuses what is no such input. */
function parse(body: string): z.output<typeof inputSchema> {
  try {
    return inputSchema.parse(JSON.parse(body));
  } catch {
    return { RequestItems: {}, TransactItems: [] };
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  return body;
}

function headersOf({ headers }: IncomingMessage): Headers {
  const passed = new Headers();
  for (const name of ["authorization", "content-type", "x-amz-date", "x-amz-target"]) {
    passed.set(name, String(headers[name] ?? ""));
  }
  return passed;
}
