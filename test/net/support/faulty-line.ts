import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { DatabaseCall } from "../history/exchange.ts";

/** The faults of a call on its way to the database and back. */
export type LineFault =
  /** Refused for want of capacity; no effect. */
  | "throttled"
  /** The service failed inside; no effect. */
  | "internal-error"
  /** A transaction met another one; no effect. Other calls pass. */
  | "conflict"
  /** The connection breaks before the call arrives. */
  | "refused"
  /** The call takes effect, and the connection breaks before its answer comes. */
  | "lost-answer"
  /** The connection is taken, and nothing happens on it any more. */
  | "frozen"
  /** The call takes effect, and no answer ever comes. */
  | "unanswered";

/** Says what happens to a call, given its operation, such as `UpdateItem`. */
export type LinePlan = (operation: string) => LineFault | { delayMs: number } | undefined;

/** The line between the functions and the database, on which calls are seen and disturbed. */
export interface FaultyLine {
  readonly url: string;
  /** Every call so far, whatever became of it. */
  readonly calls: readonly DatabaseCall[];
  /** Until the next plan. */
  disturb(plan: LinePlan): void;
  mend(): void;
  /** Resolves once every call so far has taken effect, or will take none. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function startFaultyLine(target: string, nowMs: () => number): Promise<FaultyLine> {
  const { hostname, port } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const calls: DatabaseCall[] = [];
  const underWay = new Set<Promise<void>>();
  const quiet: LinePlan = () => undefined;
  let plan = quiet;

  const server = createServer((request, response) => {
    response.sendDate = false;
    const answering: Promise<void> = answer(request, response)
      .catch(() => void response.destroy())
      .finally(() => underWay.delete(answering));
    underWay.add(answering);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [service, operation] = String(request.headers["x-amz-target"]).split(".");
    // Another run that asks who has its predecessor's port now.
    if (operation === undefined) return void response.writeHead(400).end();
    const body = await bodyOf(request);
    // Lambda reads the stream, and the publisher copies events from it, on behalf of no request.
    const isCopy = operation === "PutItem" && body.includes('"EVENTS#');
    if (service?.startsWith("DynamoDBStreams_") || isCopy) {
      const { status, headers, body: real } = await forward(request, body);
      return send(nowMs, response, status, headers, real);
    }
    calls.push({ atMs: nowMs(), operation });
    const fault = plan(operation);
    if (fault === "refused") return void request.socket.destroy();
    if (fault === "frozen") return;
    const known = refusalOf(fault, operation);
    if (known)
      return send(nowMs, response, known.status, {}, Buffer.from(JSON.stringify(known.body)));
    const delayMs = typeof fault === "object" ? fault.delayMs : 0;
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    const { status, headers, body: real } = await forward(request, body);
    if (fault === "lost-answer") return void request.socket.destroy();
    if (fault !== "unanswered") send(nowMs, response, status, headers, real);
  }

  function forward(request: IncomingMessage, body: Buffer) {
    const { method, url: path, headers } = request;
    const options = { hostname, port, agent, method, path, headers };
    return new Promise<{ status: number; headers: IncomingMessage["headers"]; body: Buffer }>(
      (resolve, reject) => {
        const outgoing = httpRequest(options, (incoming) => {
          bodyOf(incoming).then((real) => {
            resolve({ status: incoming.statusCode ?? 502, headers: incoming.headers, body: real });
          }, reject);
        });
        outgoing.on("error", reject).end(body);
      },
    );
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    disturb(next) {
      plan = next;
    },
    mend() {
      plan = quiet;
    },
    async settled() {
      await Promise.all(underWay);
    },
    close() {
      agent.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
function refusalOf(fault: ReturnType<LinePlan>, operation: string) {
  const error = (status: number, type: string, members: object = {}) => ({
    status,
    body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, ...members },
  });
  switch (fault) {
    case "throttled":
      return error(400, "ProvisionedThroughputExceededException");
    case "internal-error":
      return error(500, "InternalServerError");
    case "conflict":
      return operation === "TransactWriteItems"
        ? error(400, "TransactionCanceledException", {
            CancellationReasons: [{ Code: "TransactionConflict" }],
          })
        : undefined;
    default:
      return undefined;
  }
}

function send(
  nowMs: () => number,
  response: ServerResponse,
  status: number,
  {
    date: _date,
    "transfer-encoding": _,
    connection: __,
    "keep-alive": ___,
    ...headers
  }: IncomingMessage["headers"],
  body: Buffer,
): void {
  const type = { "content-type": "application/x-amz-json-1.0" };
  // A verifier takes the table's time from here.
  const date = new Date(nowMs()).toUTCString();
  response
    .writeHead(status, { ...type, date, ...headers, "content-length": body.length })
    .end(body);
}
