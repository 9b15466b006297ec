import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";
import * as z from "zod";
import { startCommand } from "../support/start-command.ts";

const runFile = z.object({ outputs: z.object({ OidcIssuer: z.url(), SignInUrl: z.url() }) });

it("is found by localRun() and the command line without a word, elsewhere too", async () => {
  const state = await mkdtemp(join(tmpdir(), "latchkey-state-"));
  const environment = { XDG_STATE_HOME: state, HOME: state, LATCHKEY_RUN_DIR: "" };
  const { ready, stop } = startCommand(environment);
  try {
    await ready;
    const options = await findFrom(state, environment);
    expect(options).toMatch(/"tableName":"[^"]+"/);
    const cli = join(root, "bin", "latchkey-cli.mjs");
    const accounts = await run(process.execPath, [cli, "accounts", "list"], environment, state);
    expect(accounts).toContain("demo");
  } finally {
    await stop();
    await rm(state, { recursive: true });
  }
});

const root = fileURLToPath(new URL("../..", import.meta.url));

function findFrom(directory: string, environment: Readonly<NodeJS.ProcessEnv>): Promise<string> {
  const module = JSON.stringify(join(root, "verifier", "local-run.ts"));
  const program = `import(${module}).then(async ({ localRun }) => console.log(JSON.stringify(await localRun())))`;
  const tsx = pathToFileURL(join(root, "node_modules/tsx/dist/loader.mjs")).href;
  return run(process.execPath, ["--import", tsx, "-e", program], environment, directory);
}

async function run(
  program: string,
  flags: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
  cwd: string,
): Promise<string> {
  const env = { ...process.env, ...environment };
  return (await promisify(execFile)(program, flags, { env, cwd })).stdout;
}

it("tells where to sign in, as whom and how, and warns of nothing", async () => {
  const password = "chosen-for-this-run";
  const { runDirectory, printed, ready, stop } = startCommand({ LATCHKEY_DEMO_PASSWORD: password });
  try {
    await ready;
    const { outputs } = runFile.parse(
      JSON.parse(await readFile(join(runDirectory, "run.json"), "utf8")),
    );
    expect(outputs.SignInUrl).toBe(outputs.OidcIssuer);
    // Makes it load the provider, which is where warnings would come from.
    const metadata = await fetch(`${outputs.OidcIssuer}/.well-known/openid-configuration`);
    expect(metadata.status).toBe(200);
  } finally {
    await stop();
  }
  const lines = printed.stdout.trimEnd().split("\n");
  expect(lines.at(-1)).toMatch(/^Latchkey is ready at http:\/\/127\.0\.0\.1:\d+$/);
  expect(lines.filter((line) => line.startsWith("curl "))).toHaveLength(1);
  const guide = lines.slice(lines.findIndex((line) => line.startsWith("Sign in at ")));
  expect(guide.slice(0, 6)).toEqual([
    expect.stringMatching(/^Sign in at http:\/\/.+\/app\/settings\/api-keys$/),
    "  agency@example.com   plan agency",
    "  free@example.com     plan free",
    "  admin@example.com    operator, role admin",
    "  support@example.com  operator, role support",
    `  Password: ${password}`,
  ]);
  expect(printed.stderr).not.toMatch(/warn|notice|fail|error/i);
});
