import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import { buffer } from "node:stream/consumers";

/**
 * What a server sees of AWS: a real table, a secret, signatures that have to be of this time, and an
 * outage when a test wants one. It adds to the table's answers no more than `Date`.
 */
export interface AwsFront {
  readonly url: string;
  /** The calls about keys and secrets, in order. */
  readonly operations: string[];
  /** The most UpdateItems that were under way at a time. */
  mostWrites: number;
  /** How long each DynamoDB answer is held back. */
  delayMs: number;
  /** How often the table was read for its time alone. */
  timeReads: number;
  /** So many of the next calls about keys and secrets get no answer. */
  unanswered: number;
  /** Whether answers have a `Date`. */
  sendsDate: boolean;
  /** Breaks off every connection. */
  isDown: boolean;
  /** Answers every call with this error, if there is one. */
  error: string | undefined;
  /** Answers the call for the secret with this error, if there is one. */
  secretError: string | undefined;
  /** Access key ids whose session has ended. */
  readonly expiredKeys: Set<string>;
  connectionCount(): number;
  stop(): Promise<void>;
}

const greatestSkewMs = 5 * 60 * 1000;

export async function startAwsFront(tableEndpoint: string, secret: string): Promise<AwsFront> {
  const agent = new Agent({ keepAlive: true });
  const sockets = new Set<Socket>();
  let writes = 0;

  async function answer(
    target: string,
    request: IncomingMessage,
    body: Buffer,
  ): Promise<{ status: number; text: string }> {
    const { authorization = "", "x-amz-date": date } = request.headers;
    if (front.error) return fault(front.error);
    const [, accessKeyId = ""] = /Credential=([^/]+)\//.exec(authorization) ?? [];
    if (front.expiredKeys.has(accessKeyId)) return fault("ExpiredTokenException");
    if (Math.abs(Date.now() - epochMsOf(String(date))) > greatestSkewMs) {
      return fault("InvalidSignatureException");
    }
    if (target === "secretsmanager.GetSecretValue") {
      if (front.secretError) return fault(front.secretError);
      return { status: 200, text: JSON.stringify({ SecretString: secret }) };
    }
    const isWrite = target.endsWith(".UpdateItem");
    if (isWrite) front.mostWrites = Math.max(front.mostWrites, ++writes);
    try {
      if (front.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, front.delayMs));
      return await forward(request, body);
    } finally {
      if (isWrite) writes--;
    }
  }

  function forward({ headers }: IncomingMessage, body: Buffer) {
    return new Promise<{ status: number; text: string }>((resolve, reject) => {
      const { host: _, ...rest } = headers;
      const outgoing = httpRequest(tableEndpoint, { method: "POST", headers: rest, agent });
      outgoing.on("error", reject);
      outgoing.on("response", (response) => {
        buffer(response).then(
          (bytes) => resolve({ status: response.statusCode ?? 500, text: bytes.toString() }),
          reject,
        );
      });
      outgoing.end(body);
    });
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (front.isDown) throw new Error("down");
    const target = String(request.headers["x-amz-target"]);
    const body = await buffer(request);
    if (body.includes('"KEY#-"')) front.timeReads++;
    else {
      front.operations.push(target.slice(target.indexOf(".") + 1));
      if (front.unanswered > 0) {
        front.unanswered--;
        return;
      }
    }
    const { status, text } = await answer(target, request, body);
    response.sendDate = front.sendsDate;
    response.writeHead(status, { "Content-Length": Buffer.byteLength(text) }).end(text);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  // Only a verifier closes what is idle.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const { port } = address;

  const front: AwsFront = {
    url: `http://127.0.0.1:${port}`,
    operations: [],
    mostWrites: 0,
    delayMs: 0,
    timeReads: 0,
    unanswered: 0,
    sendsDate: true,
    isDown: false,
    error: undefined,
    secretError: undefined,
    expiredKeys: new Set(),
    connectionCount: () => sockets.size,
    stop: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return front;
}

function fault(code: string): { status: number; text: string } {
  return { status: 400, text: JSON.stringify({ __type: `com.amazonaws.dynamodb#${code}` }) };
}

/** Reads `20261128T073000Z`. */
function epochMsOf(date: string): number {
  return Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}
