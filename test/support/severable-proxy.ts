import { connect, createServer, type Socket } from "node:net";

/** A TCP proxy on 127.0.0.1 whose line to the target can be cut and mended. */
export interface SeverableProxy {
  readonly url: string;
  /** Breaks all connections and refuses new ones. */
  cut(): void;
  /** Breaks all connections, and takes new ones without ever answering. */
  stall(): void;
  mend(): void;
  /** Connections taken and passed on so far. */
  connections(): number;
  close(): Promise<void>;
}

export async function startSeverableProxy(target: string): Promise<SeverableProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isCut = false;
  let isStalled = false;
  let connections = 0;

  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    if (isStalled) {
      sockets.add(client);
      client.on("error", () => {});
      client.on("close", () => sockets.delete(client));
      return;
    }
    connections++;
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");

  const severAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut() {
      isCut = true;
      severAll();
    },
    stall() {
      isStalled = true;
      severAll();
    },
    mend() {
      if (isStalled) severAll();
      isCut = false;
      isStalled = false;
    },
    connections: () => connections,
    close() {
      severAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
