import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";

const projectRoot = fileURLToPath(new URL("../../..", import.meta.url));

function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, ...environment };
  const command = ["--import", "tsx", "bin/local.ts", ...args];
  return spawnSync(process.execPath, command, { cwd: projectRoot, env, encoding: "utf8" });
}

describe("npm start", () => {
  it("explains itself", () => {
    const { status, stdout } = start(["--help"]);
    expect(status).toBe(0);
    for (const name of [
      "PORT",
      "LATCHKEY_OPERATOR_TOKEN",
      "LATCHKEY_DEMO_PASSWORD",
      "LATCHKEY_DATA_DIR",
    ]) {
      expect(stdout).toContain(name);
    }
  });

  it.each([
    ["a bad setting", [], { PORT: "none" }, "PORT must be a whole number from 0 to 65535.\n"],
    ["an unknown argument", ["--port"], {}, "Unknown argument --port: try --help.\n"],
  ])("says in one line what is wrong with %s, and fails", (_name, args, environment, line) => {
    expect(start(args, environment)).toMatchObject({ status: 1, stdout: "", stderr: line });
  });
});
