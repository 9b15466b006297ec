import { Pool } from "undici";
import type { ServerProcess } from "./server-process.ts";

export interface Load {
  readonly cpuMicroseconds: number;
  readonly requestsPerSecond: number;
}

/**
 * Has so many callers make requests one after another, each with the next of the keys.
 *
 * @returns the server's CPU per request, and requests a second
 * @throws Error if a request is not admitted: what was not done must not look fast
 */
export async function measureLoad(
  server: ServerProcess,
  keys: readonly string[],
  callers: number,
  requests: number,
): Promise<Load> {
  const pool = new Pool(server.url, { connections: callers, pipelining: 1 });
  let begun = 0;
  async function call(): Promise<void> {
    while (begun < requests) {
      const authorization = `Bearer ${keys[begun++ % keys.length]}`;
      const { statusCode, body } = await pool.request({
        path: "/",
        method: "GET",
        headers: { authorization },
      });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`answered ${statusCode} ${text}`);
    }
  }
  try {
    const cpuBefore = await server.cpuMicroseconds();
    const before = performance.now();
    await Promise.all(Array.from({ length: callers }, call));
    const seconds = (performance.now() - before) / 1_000;
    const cpu = (await server.cpuMicroseconds()) - cpuBefore;
    return { cpuMicroseconds: cpu / requests, requestsPerSecond: requests / seconds };
  } finally {
    await pool.close();
  }
}
