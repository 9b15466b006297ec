import { randomInt } from "node:crypto";
import { createServer } from "node:net";

export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * A free port of one of this machine's sixteen million addresses of its own, at random: for a
 * service that answers whoever finds it, web pages included, and cannot be told not to.
 *
 * @returns one of 127.0.0.1 where the system has no other, as macOS
 */
export async function hiddenAddress(): Promise<Address> {
  const host = `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
  const port = await freePortOf(host);
  if (port !== undefined) return { host, port };
  return { host: "127.0.0.1", port: (await freePortOf("127.0.0.1")) ?? 0 };
}

/** A port of 127.0.0.1 that is free on all other addresses too: for a service that takes them all. */
export async function plainAddress(): Promise<Address> {
  return { host: "127.0.0.1", port: (await freePortOf("0.0.0.0")) ?? 0 };
}

/** @returns undefined where the address is not this machine's */
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
