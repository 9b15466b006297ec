import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** The response to a request; `stall` begins one and never ends it. */
export type CannedResponse =
  | {
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly isSplit?: boolean;
    }
  | "reset"
  | "break-off"
  | "silence"
  | "stall";

export interface ReceivedRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server on 127.0.0.1 that answers as it was told and remembers what it was asked. */
export interface JsonServer {
  readonly endpoint: URL;
  readonly requests: readonly ReceivedRequest[];
  /** Of all connections so far. */
  connectionCount(): number;
  /** Of those that are open. */
  openCount(): number;
  /** Ends all connections, as a server does with idle ones. Resolves once the clients have seen it. */
  hangUp(): Promise<void>;
  stop(): Promise<void>;
}

export async function startJsonServer(answers: readonly CannedResponse[]): Promise<JsonServer> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      const answer = answers[Math.min(requests.length, answers.length - 1)] ?? "reset";
      requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      give(answer, response);
    });
  });
  server.on("connection", (socket) => {
    connections++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  // Only a client closes what is idle, or the test.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");

  return {
    endpoint: new URL(`http://127.0.0.1:${address.port}`),
    requests,
    connectionCount: () => connections,
    openCount: () => sockets.size,
    hangUp: async () => {
      const closed = [...sockets].map((socket) => once(socket, "close"));
      for (const socket of sockets) socket.end();
      await Promise.all(closed);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function give(answer: CannedResponse, response: ServerResponse): void {
  switch (answer) {
    case "silence":
      return;
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "stall":
      response.writeHead(200, { "content-length": "100" }).write('{"a":');
      return;
    case "break-off":
      response.writeHead(200, { "content-length": "100" });
      response.write('{"a":', () => response.destroy());
      return;
    default: {
      const bytes = Buffer.from(answer.body);
      const headers = { ...answer.headers, "content-length": String(bytes.length) };
      response.writeHead(answer.status, headers);
      if (!answer.isSplit) {
        response.end(bytes);
        return;
      }
      const middle = bytes.findIndex((byte) => byte > 127) + 1;
      response.write(bytes.subarray(0, middle), () => {
        setImmediate(() => response.end(bytes.subarray(middle)));
      });
    }
  }
}
