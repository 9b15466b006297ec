import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "@jest/globals";
import * as z from "zod";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

const runFile = z.object({ outputs: z.object({ OidcIssuer: z.url(), SignInUrl: z.url() }) });

it("tells where to sign in, as whom and how, and warns of nothing", async () => {
  const runDirectory = await mkdtemp(join(tmpdir(), "latchkey-run-"));
  const password = "chosen-for-this-run";
  const child = spawn(process.execPath, ["--import", "tsx", "bin/local.ts"], {
    cwd: projectRoot,
    env: {
      ...process.env,
      PORT: "0",
      LATCHKEY_RUN_DIR: runDirectory,
      LATCHKEY_DEMO_PASSWORD: password,
    },
  });
  const printed = { stdout: "", stderr: "" };
  child.stderr.on("data", (chunk) => {
    printed.stderr += chunk;
  });
  try {
    await new Promise<void>((resolve, reject) => {
      child.once("exit", () => reject(new Error(printed.stderr)));
      child.stdout.on("data", (chunk) => {
        printed.stdout += chunk;
        if (printed.stdout.includes("Latchkey is ready at")) resolve();
      });
    });
    const { outputs } = runFile.parse(
      JSON.parse(await readFile(join(runDirectory, "run.json"), "utf8")),
    );
    expect(outputs.SignInUrl).toBe(outputs.OidcIssuer);
    // Makes it load the provider, which is where warnings would come from.
    const metadata = await fetch(`${outputs.OidcIssuer}/.well-known/openid-configuration`);
    expect(metadata.status).toBe(200);
  } finally {
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGTERM");
    await ended;
    await rm(runDirectory, { recursive: true, force: true });
  }
  const lines = printed.stdout.trimEnd().split("\n");
  expect(lines.at(-1)).toMatch(/^Latchkey is ready at http:\/\/127\.0\.0\.1:\d+$/);
  expect(lines.filter((line) => line.startsWith("curl "))).toHaveLength(1);
  const guide = lines.slice(lines.findIndex((line) => line.startsWith("Sign in at ")));
  expect(guide.slice(0, 4)).toEqual([
    expect.stringMatching(/^Sign in at http:\/\/.+\/app\/settings\/api-keys$/),
    "  agency@example.com  plan agency",
    "  free@example.com    plan free",
    `  Password: ${password}`,
  ]);
  expect(printed.stderr).not.toMatch(/warn|notice|fail|error/i);
});
