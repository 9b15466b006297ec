/**
 * Reach: the four programs in clients/ as child processes, one local gateway, 127.0.0.1 only.
 *
 * Each program is what a user of the public documentation would write: it knows a base URL and a
 * key. One whose runtime this machine lacks is reported as skipped, by name.
 */
import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as z from "zod";
import models from "../../catalog/models.json" with { type: "json" };
import { startLocal } from "../../local/start.ts";
import { fetchDocumented } from "./support/documented.ts";

interface Client {
  readonly name: string;
  /** Interpreters to try, in order of preference. */
  readonly runtimes: readonly [string, ...string[]];
  /** Arguments with which a runtime that can run the program exits with 0. */
  readonly probe: readonly string[];
  /** The command line of the program under the runtime found. */
  readonly launch: (runtime: string) => readonly [string, ...string[]];
}

const directory = fileURLToPath(new URL("./clients/", import.meta.url));
const goCache = fileURLToPath(new URL("../../node_modules/.cache/go-build/", import.meta.url));

const clients: readonly Client[] = [
  {
    name: "cURL",
    runtimes: ["curl"],
    probe: ["--version"],
    launch: () => ["sh", "curl.sh"],
  },
  {
    name: "JavaScript fetch",
    runtimes: [process.execPath],
    probe: ["--eval", "fetch"],
    launch: (node) => [node, "fetch.mjs"],
  },
  {
    name: "Python requests",
    // Debian's own interpreter is the one that its python3-requests package serves.
    runtimes: ["python3", "/usr/bin/python3"],
    probe: ["-c", "import requests"],
    launch: (python) => [python, "requests_models.py"],
  },
  {
    name: "Go net/http",
    runtimes: ["go"],
    probe: ["version"],
    launch: (go) => [go, "run", "nethttp.go"],
  },
];

/** A first `go run` may compile the standard library. */
const timeoutMs = 180_000;

let local: Awaited<ReturnType<typeof startLocal>>;
let key: string;

beforeAll(async () => {
  local = await startLocal({ port: 0 });
  await manage("PUT", "", { plan: "agency" });
  const issued = await manage("POST", "/keys", { name: "Client programs" });
  key = z.object({ key: z.string() }).parse(issued).key;
}, timeoutMs);

afterAll(async () => {
  await local?.stop();
});

describe.each(clients)("$name", (client) => {
  const runtime = client.runtimes.find(
    (candidate) => spawnSync(candidate, client.probe).status === 0,
  );
  if (!runtime) {
    const probe = `${client.runtimes[0]} ${client.probe.join(" ")}`;
    const reason = `${client.name} is not tried: \`${probe}\` fails on this machine`;
    // Jest lists skipped titles only when it runs a single file or is told to be verbose.
    process.stderr.write(`Skipped: ${reason}\n`);
    it.skip(reason, () => {});
    return;
  }

  it(
    "lists the models with a live key",
    async () => {
      const { exitCode, lines } = await run(client.launch(runtime), key);

      expect(lines).toEqual(["200", ...models.map(({ id }) => id)]);
      expect(exitCode).toBe(0);
    },
    timeoutMs,
  );

  it(
    "reads the error of a key that is not good",
    async () => {
      const { exitCode, lines } = await run(client.launch(runtime), "sk_live_your_key_here");

      expect(lines).toEqual(["401", "Invalid API key"]);
      expect(exitCode).toBe(1);
    },
    timeoutMs,
  );
});

async function manage(method: string, path: string, body: object): Promise<unknown> {
  const response = await fetchDocumented(`${local.url}/api/manage/v1/accounts/clients${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${local.operatorToken}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
  return await response.json();
}

/** Runs one program to its end; where it printed nothing, its stderr tells the reader why. */
function run(
  [command, ...args]: readonly [string, ...string[]],
  withKey: string,
): Promise<{ exitCode: number | null; lines: string[] }> {
  return new Promise((resolve) => {
    const child = execFile(
      command,
      args,
      { cwd: directory, env: environment(withKey), timeout: timeoutMs },
      (_failure, stdout, stderr) => {
        if (stdout === "") process.stderr.write(stderr);
        resolve({ exitCode: child.exitCode, lines: stdout.trimEnd().split("\n") });
      },
    );
  });
}

/** Go must neither fetch anything nor need a home directory; nobody may go through a proxy. */
function environment(withKey: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    LATCHKEY_URL: local.url,
    LATCHKEY_KEY: withKey,
    NO_PROXY: "127.0.0.1",
    no_proxy: "127.0.0.1",
    GOCACHE: goCache,
    GOFLAGS: "-mod=mod",
    GOPROXY: "off",
    GOTOOLCHAIN: "local",
  };
}
