import { randomInt } from "node:crypto";
import { createServer } from "node:net";

export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * A free port on a random loopback address out of sixteen million. It hides a service that answers
 * everybody, web pages included, and has no setting against that.
 *
 * @returns a port of 127.0.0.1 on systems without other loopback addresses, such as macOS
 */
export async function hiddenAddress(): Promise<Address> {
  const host = `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
  const port = await freePortOf(host);
  if (port !== undefined) return { host, port };
  return { host: "127.0.0.1", port: (await freePortOf("127.0.0.1")) ?? 0 };
}

/** A port of 127.0.0.1 that is free on all addresses, for a service that listens on all of them. */
export async function plainAddress(): Promise<Address> {
  return { host: "127.0.0.1", port: (await freePortOf("0.0.0.0")) ?? 0 };
}

/** @returns undefined if the address is not one of this machine */
async function freePortOf(host: string): Promise<number | undefined> {
  const server = createServer();
  const isListening = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(0, host, () => resolve(true));
  });
  if (!isListening) return undefined;
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === "object" && address ? address.port : undefined;
}
