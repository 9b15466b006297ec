import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { makePrivateDirectory } from "../../../local/data-directory.ts";
import { eventually } from "../../browser/support/eventually.ts";

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

describe("the data directory", () => {
  it("is made for its owner alone, and left as it is where it exists", async () => {
    const parent = mkdtempSync(join(tmpdir(), "latchkey-data-"));
    const path = join(parent, "a", "b");
    await makePrivateDirectory(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    await makePrivateDirectory(parent);
  });

  it("cannot be a file", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "latchkey-data-")), "file");
    writeFileSync(path, "");
    await expect(makePrivateDirectory(path)).rejects.toThrow("LATCHKEY_DATA_DIR cannot be used");
  });
});

/** The test looks into /proc. */
const onLinux = process.platform === "linux" ? it : it.skip;

describe("a tethered program", () => {
  onLinux("dies with the process that started it, even by SIGKILL", async () => {
    const script = `
      const { spawnTethered } = await import("./packages/cfn-local/services/lifeline.ts");
      const child = spawnTethered("sleep", ["1000"]);
      process.stdout.write(String(child.pid));
      setInterval(() => {}, 1000);`;
    const args = ["--import", "tsx", "--input-type=module", "-e", script];
    const parent = spawn(process.execPath, args, { cwd: projectRoot });
    const pid = await firstOutput(parent);
    await eventually(() => expect(commandOf(pid)).toBe("sleep"));
    parent.kill("SIGKILL");
    await eventually(() => expect(commandOf(pid)).toBe(""));
  });
});

async function firstOutput(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.stdout?.once("data", (chunk) => resolve(String(chunk))));
}

/** What a process runs; empty if it is gone, or dead and merely not yet collected. */
function commandOf(pid: string): string {
  try {
    const [, command = "", state] =
      /\((.*)\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return state === "Z" ? "" : command;
  } catch {
    return "";
  }
}
