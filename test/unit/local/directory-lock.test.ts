import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type DirectoryUse, lockDirectory } from "../../../local/directory-lock.ts";
import { startLocal } from "../../../local/start.ts";
import { writeAssembly } from "../../../packages/cfn-local/test/support/assembly.ts";
import { testBundles, testTemplate } from "../../../packages/cfn-local/test/support/template.ts";

const projectRoot = fileURLToPath(new URL("../../..", import.meta.url));
const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const newDirectory = () => mkdtempSync(join(tmpdir(), "latchkey-lock-"));

async function lock(directory: string, use: DirectoryUse = "data") {
  const { stop } = await lockDirectory(directory, use);
  stops.push(stop);
  return stop;
}

/** Another process that holds the directory. */
async function holder(directory: string): Promise<ChildProcess & { pid: number }> {
  const script = `
    const { lockDirectory } = await import("./local/directory-lock.ts");
    await lockDirectory(${JSON.stringify(directory)}, "data");
    process.stdout.write("held");`;
  const args = ["--import", "tsx", "--input-type=module", "-e", script];
  const child = spawn(process.execPath, args, { cwd: projectRoot });
  stops.push(() => child.kill("SIGKILL"));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return Object.assign(child, { pid: child.pid ?? 0 });
}

const inUseBy = (pid: number, setting = "LATCHKEY_DATA_DIR") =>
  new RegExp(
    `^\\S+ is in use by process ${pid}: stop it, or set ${setting} to another directory\\.$`,
  );

describe("a directory that a run has taken", () => {
  it("is refused to others with the owner's process, until it is given back", async () => {
    const directory = newDirectory();
    const stop = await lock(directory);
    await expect(lock(directory)).rejects.toThrow(inUseBy(process.pid));
    await stop();
    await lock(directory);
  });

  it("may be data directory and run directory at once", async () => {
    const directory = newDirectory();
    await lock(directory, "data");
    await lock(directory, "run");
    await expect(lock(directory, "run")).rejects.toThrow(inUseBy(process.pid, "LATCHKEY_RUN_DIR"));
  });

  it("is free at once when its owner was killed, and nothing is left of that", async () => {
    const directory = newDirectory();
    const owner = await holder(directory);
    await expect(lock(directory)).rejects.toThrow(inUseBy(owner.pid));
    const ended = new Promise((resolve) => owner.once("exit", resolve));
    owner.kill("SIGKILL");
    await ended;
    await lock(directory);
    expect(readdirSync(directory)).toEqual([expect.stringMatching(`^data-${process.pid}-`)]);
  });

  it("stays its owner's while that is suspended", async () => {
    const directory = newDirectory();
    const owner = await holder(directory);
    owner.kill("SIGSTOP");
    await expect(lock(directory)).rejects.toThrow(inUseBy(owner.pid));
  });

  it("is not kept by another program that has the process number and the port now", async () => {
    const directory = newDirectory();
    const server = createServer((_request, response) => response.end("hello"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    stops.push(() => server.close());
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const id = "00000000-0000-4000-8000-000000000000";
    writeFileSync(join(directory, `data-${process.pid}-${port}-${id}.lock`), "");
    await lock(directory);
  });

  it("has one owner at most, however many ask at once", async () => {
    const directory = newDirectory();
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => lock(directory)));
    const taken = asked.filter(({ status }) => status === "fulfilled").length;
    expect(taken).toBeLessThanOrEqual(1);
    expect(readdirSync(directory)).toHaveLength(taken);
  });

  it("cannot be a file", async () => {
    const path = join(newDirectory(), "file");
    writeFileSync(path, "");
    await expect(lock(path, "run")).rejects.toThrow("LATCHKEY_RUN_DIR cannot be used");
  });
});

describe("a second run", () => {
  const start = async (directories: { dataDir?: string; runDirectory?: string }) => {
    const assemblyDirectory = writeAssembly(testTemplate(), testBundles);
    const { stop } = await startLocal({ port: 0, assemblyDirectory, ...directories });
    stops.push(stop);
    return stop;
  };

  it.each(["dataDir", "runDirectory"])(
    "on the same %s is refused while the first runs",
    async (name) => {
      const directories = { [name]: newDirectory() };
      const stop = await start(directories);
      await expect(start(directories)).rejects.toThrow(`is in use by process ${process.pid}`);
      await stop();
      await start(directories);
    },
  );
});
