import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** An HTTP proxy on 127.0.0.1 before a database, by which requests come late, or answers never. */
export interface SlowProxy {
  readonly url: string;
  /** The data received so far. */
  readonly operations: readonly string[];
  /** Requests that wait for time to pass, or for good; not those whose sender has gone. */
  readonly held: ReadonlySet<ServerResponse>;
  /** How much later than they came requests are passed on, whether or not their sender still waits. */
  delayMs: number;
  /** Whether transactions are answered as if someone else were writing the same items. */
  hasConflicts: boolean;
  /** Whether everything is refused for want of capacity. */
  throttles: boolean;
  /** Operations that are passed on, and never answered. */
  unanswered: ReadonlySet<string>;
  close(): Promise<void>;
}

export const noTrouble = {
  delayMs: 0,
  hasConflicts: false,
  throttles: false,
  unanswered: new Set<string>(),
} as const;

const throttled = JSON.stringify({
  __type: "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
});
const conflict = JSON.stringify({
  __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
  CancellationReasons: [{ Code: "TransactionConflict" }],
});

export async function startSlowProxy(target: string): Promise<SlowProxy> {
  const operations: string[] = [];
  const held = new Set<ServerResponse>();

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const operation = String(request.headers["x-amz-target"]).replace(/^.*\./, "");
    operations.push(operation);
    const { delayMs, hasConflicts, throttles, unanswered } = proxy;
    held.add(response);
    response.once("close", () => held.delete(response));
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    held.delete(response);
    const isConflict = hasConflicts && operation === "TransactWriteItems";
    if (isConflict || throttles) {
      const refusal = throttles ? throttled : conflict;
      response.writeHead(400, { "content-type": "application/x-amz-json-1.0" }).end(refusal);
      return;
    }
    const { "x-amz-target": name = "", authorization = "" } = request.headers;
    const answer = await fetch(target, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": String(name),
        "x-amz-date": String(request.headers["x-amz-date"]),
        authorization,
      },
      body: Buffer.concat(chunks),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    if (unanswered.has(operation)) {
      if (!response.destroyed) held.add(response);
      return;
    }
    response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.0" }).end(body);
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const proxy: SlowProxy = {
    url: `http://127.0.0.1:${address.port}`,
    operations,
    held,
    ...noTrouble,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return proxy;
}
