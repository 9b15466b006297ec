import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { newSdkClient } from "../database/clients.ts";
import { countClient, RoundTrips } from "../database/round-trips.ts";
import { createTable } from "../database/tables.ts";
import type { Contestant } from "./contestant.ts";

const peers = fileURLToPath(new URL("../../peers", import.meta.url));

/** What bench/peers/better-auth.mjs gives; a package of its own, so out of the compiler's sight. */
const peerSchema = z.object({
  open: z.custom<(client: object, tableName: string) => OpenedPeer>(
    (value) => typeof value === "function",
  ),
});

interface OpenedPeer {
  issue(limitPerMinute: number): Promise<string>;
  verify(key: string): Promise<boolean>;
}

/**
 * better-auth's API keys, over an adapter to DynamoDB that costs it as little as can be: the key is
 * found by one consistent read, its guarded count is one conditional update.
 */
export const betterAuth: Contestant = {
  name: "better-auth",
  covers: "key, state, expiry, count until a minute's silence",

  install: installPeers,

  async prepare(endpoint, count, limitPerMinute) {
    const client = newSdkClient(endpoint);
    const tableName = await createTable(client, "better-auth", "pk");
    const peer = await openPeer(client, tableName);
    const keys: string[] = [];
    for (let made = 0; made < count; made++) keys.push(await peer.issue(limitPerMinute));
    return { tableName, keys, limitPerMinute, secret: "" };
  },

  async open(endpoint, { tableName }) {
    const trips = new RoundTrips();
    const client = newSdkClient(endpoint);
    countClient(client, trips);
    const peer = await openPeer(client, tableName);
    return { trips, check: (key) => peer.verify(key) };
  },
};

async function openPeer(client: object, tableName: string): Promise<OpenedPeer> {
  const module: unknown = await import(
    new URL("../../peers/better-auth.mjs", import.meta.url).href
  );
  return peerSchema.parse(module).open(client, tableName);
}

/** Once; npm cannot resolve better-auth's optional peers in one tree with Jest's Babel. */
function installPeers(): void {
  if (existsSync(`${peers}/node_modules/better-auth`)) return;
  execFileSync("npm", ["ci", "--silent"], { cwd: peers, stdio: "ignore" });
}
