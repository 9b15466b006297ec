import { connect, createServer } from "node:net";

export interface DeadPort {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A port of 127.0.0.1 where nobody listens, nor can: it is one end of a connection. A port that was
 * merely given back may be another server's by the time that it is called.
 */
export async function holdDeadPort(): Promise<DeadPort> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const socket = connect(address.port, "127.0.0.1");
  const [accepted] = await Promise.all([
    new Promise<{ destroy(): void }>((resolve) => server.once("connection", resolve)),
    new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject)),
  ]);
  return {
    url: `http://127.0.0.1:${socket.localPort}`,
    stop: () => {
      socket.destroy();
      accepted.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
