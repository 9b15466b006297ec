import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import * as z from "zod";
import { startCommand } from "../support/start-command.ts";

const runFile = z.object({ outputs: z.object({ OidcIssuer: z.url(), SignInUrl: z.url() }) });

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
