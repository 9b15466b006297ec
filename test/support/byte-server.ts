import { createServer, type Server, type Socket } from "node:net";
import { createServer as createSecureServer } from "node:tls";

/** The response to one request, piece by piece; with `end` the connection is closed after it. */
export interface Said {
  readonly pieces: readonly Uint8Array[];
  readonly ends?: boolean;
}

/** A server that knows no protocol: it sends the bytes that it is told to. */
export interface ByteServer {
  readonly port: number;
  /** All that each connection has sent, in the order in which they were opened. */
  readonly received: readonly string[];
  /** Sends bytes that nobody has asked for, on every connection. */
  interject(bytes: string): void;
  stop(): Promise<void>;
}

/**
 * @param answers one for each request, the last one for good; a request ends with an empty line
 * @param identity the server's certificate and its key, in PEM: then it speaks TLS
 */
export async function startByteServer(
  answers: readonly Said[],
  identity?: { readonly cert: string; readonly key: string },
): Promise<ByteServer> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  let requests = 0;

  function serve(socket: Socket): void {
    const connection = received.push("") - 1;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (chunk) => {
      received[connection] += chunk.toString();
      const answer = answers[Math.min(requests++, answers.length - 1)];
      if (answer) say(answer, socket);
    });
  }

  const server: Server = identity ? createSecureServer(identity, serve) : createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    port: address.port,
    received,
    interject: (bytes) => {
      for (const socket of sockets) socket.write(bytes);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Each piece in a packet of its own, as far as a program can tell. */
function say({ pieces, ends }: Said, socket: Socket): void {
  const [piece, ...rest] = pieces;
  if (piece)
    socket.write(piece, () =>
      setImmediate(() => say({ pieces: rest, ends: ends ?? false }, socket)),
    );
  else if (ends) socket.end();
}
