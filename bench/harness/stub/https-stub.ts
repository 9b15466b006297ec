import http from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { readyMessage } from "./ready-message.ts";
import { Scripts, type StubResponse, scriptOf } from "./scripts.ts";

/**
 * Stands for DynamoDB and Secrets Manager over HTTPS, in a process of its own so that its CPU is
 * not counted. What is meant for DynamoDB goes on to the embedded database: no answer is made up,
 * whatever a contestant asks. But its pace does not come into what a client is measured for: a
 * container that replays a script gets the answers of the one that recorded it, and a request that
 * repeats another to the byte within a second gets the same answer, at once both.
 */
const taskSchema = z.object({
  databaseEndpoint: z.string(),
  secret: z.string(),
  certificate: z.string(),
  key: z.string(),
});

type Task = z.infer<typeof taskSchema>;

type TimedResponse = StubResponse & { readonly givenAtMs: number };

const repeatedForMs = 1_000;

process.once("message", (message) => serve(taskSchema.parse(message)));
// The measuring process is gone.
process.once("disconnect", () => process.exit(0));

function serve(task: Task): void {
  const forward = createForward(task.databaseEndpoint);
  const secret = { status: 200, body: JSON.stringify({ SecretString: task.secret }) };
  const answers = new Map<string, TimedResponse>();
  const scripts = new Scripts();

  async function scripted(target: string, body: string, authorization: string | undefined) {
    const script = scriptOf(authorization);
    if (script?.mode === "replay") {
      const known = scripts.next(script, target);
      if (known) return known;
    }
    const fresh = await answer(target, body);
    if (script?.mode === "record") scripts.record(script, target, fresh);
    return fresh;
  }

  async function answer(target: string, body: string): Promise<StubResponse> {
    if (target.startsWith("secretsmanager.")) return secret;
    const request = `${target} ${body}`;
    const known = answers.get(request);
    if (known && performance.now() - known.givenAtMs < repeatedForMs) return known;
    const fresh = { ...(await forward(target, body)), givenAtMs: performance.now() };
    answers.set(request, fresh);
    return fresh;
  }

  const server = https.createServer({ cert: task.certificate, key: task.key });
  server.keepAliveTimeout = 60_000;
  server.on("request", async (request, response) => {
    const target = String(request.headers["x-amz-target"]);
    const asked = await text(request);
    const { status, body } = await scripted(target, asked, request.headers.authorization);
    response.writeHead(status, {
      "content-type": "application/x-amz-json-1.0",
      "content-length": Buffer.byteLength(body),
      "x-amzn-requestid": "0000000000000000000000000000000000000000000000000000",
    });
    response.end(body);
  });
  server.listen(0, "127.0.0.1", () => process.send?.(readyMessage.parse(server.address())));
}

/** Asks the embedded database, which wants no true signature. */
function createForward(endpoint: string): (target: string, body: string) => Promise<StubResponse> {
  const agent = new http.Agent({ keepAlive: true });
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    authorization:
      "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
    "x-amz-date": "20260101T000000Z",
  };
  return (target, body) =>
    new Promise((resolve, reject) => {
      const outgoing = http.request(
        endpoint,
        { method: "POST", agent, headers: { ...headers, "x-amz-target": target } },
        (incoming) => {
          text(incoming).then(
            (answer) => resolve({ status: incoming.statusCode ?? 0, body: answer }),
            reject,
          );
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    });
}
