import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** The faults of one request, as its sender sees them. */
export type Fault =
  /** Refused for want of capacity; no effect. */
  | "throttled"
  /** The service failed inside; no effect. */
  | "internal-error"
  /** A transaction was cancelled, since someone else is writing one of its items; no effect. */
  | "conflict"
  /** A transaction was cancelled, since one of its items has no capacity left; no effect. */
  | "item-throttled"
  /** No connection; no effect. */
  | "refused"
  /** The request took effect, and the connection broke before the answer came. */
  | "lost-answer"
  /** The request took effect, and nothing came until the client's time was up. */
  | "timed-out";

/** Says what happens to a request: the how-manieth call of a use case it is of, and which attempt. */
export type Plan = (site: number, attempt: number) => Fault | undefined;

export interface FaultyDynamoDb {
  readonly client: DynamoDBDocumentClient;
  /** The operation of each call since the last `arm`; a call's place here is its site. */
  readonly operations: readonly string[];
  /** Counts sites from 0 again. */
  arm(plan: Plan): void;
}

/**
 * The SDK's own client for a real database; between it and the line sits a middleware that does to
 * requests what a plan says. For calls made one after another: a command like the one before it is
 * another attempt.
 */
export function faultyDynamoDb(endpoint: string): FaultyDynamoDb {
  const client = new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  const operations: string[] = [];
  let plan: Plan = () => undefined;
  let attempt = 0;
  let latest = "";

  client.middlewareStack.add(
    (next, context) => async (args) => {
      const command = JSON.stringify([context.commandName, args.input]);
      if (command !== latest) {
        latest = command;
        operations.push((context.commandName ?? "").replace(/Command$/, ""));
        attempt = 0;
      }
      return next(args);
    },
    { step: "initialize", name: "countSites" },
  );
  // Innermost of all: what it answers is read by the SDK as if it had come over the line.
  client.middlewareStack.add(
    (next) => async (args) => {
      const fault = plan(operations.length - 1, attempt++);
      if (fault === undefined) return next(args);
      if (fault === "lost-answer" || fault === "timed-out") {
        const { response } = await next(args);
        await drain(response);
      }
      return { response: consequenceOf(fault) };
    },
    { step: "deserialize", priority: "low", name: "injectFaults" },
  );

  return {
    client: DynamoDBDocumentClient.from(client),
    operations,
    arm(next) {
      plan = next;
      operations.length = 0;
      latest = "";
    },
  };
}

/** @throws where no answer came at all */
function consequenceOf(fault: Fault): object {
  switch (fault) {
    case "throttled":
      return answer(400, "ProvisionedThroughputExceededException");
    case "internal-error":
      return answer(500, "InternalServerError");
    case "conflict":
      return cancellation("TransactionConflict");
    case "item-throttled":
      return cancellation("ThrottlingError");
    case "refused":
      throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    case "lost-answer":
      throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    case "timed-out":
      throw Object.assign(new Error("socket timed out"), { name: "TimeoutError" });
  }
}

function cancellation(Code: string): object {
  const CancellationReasons = [{ Code: "None" }, { Code }];
  return answer(400, "TransactionCanceledException", { CancellationReasons });
}

function answer(statusCode: number, type: string, members: object = {}): object {
  const body = { __type: `com.amazonaws.dynamodb.v20120810#${type}`, ...members };
  return {
    statusCode,
    headers: { "content-type": "application/x-amz-json-1.0" },
    body: new TextEncoder().encode(JSON.stringify(body)),
  };
}

/** Reads an answer to its end, so that the connection can go on. */
async function drain(response: unknown): Promise<void> {
  const hasBody = typeof response === "object" && response !== null && "body" in response;
  const body = hasBody ? response.body : undefined;
  if (typeof body !== "object" || body === null || !(Symbol.asyncIterator in body)) return;
  // biome-ignore lint/suspicious/noExplicitAny: a stream of a type that only the SDK knows.
  const stream: any = body;
  for await (const _ of stream) {
    // Nobody gets to see it.
  }
}
