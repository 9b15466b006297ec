import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createClient } from "redis";

/**
 * Starts Debian's redis-server, in memory alone.
 *
 * @returns undefined if there is none on this machine
 */
export async function startRedis(): Promise<{ url: string; stop(): void } | undefined> {
  const port = await freePort();
  const child = spawn(
    "redis-server",
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
    { stdio: "ignore" },
  );
  const [started] = await Promise.race([
    once(child, "spawn").then(() => [true]),
    once(child, "error").then(() => [false]),
  ]);
  if (!started) return undefined;
  const url = `redis://127.0.0.1:${port}`;
  await untilReady(url);
  return { url, stop: () => child.kill() };
}

/** The client tries again by itself until the server listens. */
async function untilReady(url: string): Promise<void> {
  const client = createClient({ url });
  client.on("error", () => {});
  await client.connect();
  await client.close();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
