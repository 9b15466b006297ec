import { createServer } from "node:http";
import { connect, type Socket } from "node:net";

export interface ConnectProxy {
  readonly port: number;
  /** Each `CONNECT`, as `keys.example.test:443`. */
  readonly targets: readonly string[];
  /** `Proxy-Authorization` of each. */
  readonly credentials: readonly (string | undefined)[];
  stop(): Promise<void>;
}

/**
 * A proxy on 127.0.0.1 that leads every name to one port of this machine, as if it were the network.
 *
 * @param port undefined: every tunnel is refused with 407
 */
export async function startConnectProxy(port: number | undefined): Promise<ConnectProxy> {
  const targets: string[] = [];
  const credentials: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on("connect", (request, client: Socket, head: Buffer) => {
    targets.push(request.url ?? "");
    credentials.push(request.headers["proxy-authorization"]);
    sockets.add(client);
    client.on("error", () => {});
    if (port === undefined) {
      client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    const upstream = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on("error", () => client.destroy());
    client.on("close", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    port: address.port,
    targets,
    credentials,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  };
}
