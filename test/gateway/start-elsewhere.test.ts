import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "@jest/globals";
import {
  findDynamoDbLocal,
  minJavaVersion,
} from "../../packages/cfn-local/services/dynamodb-local.ts";
import { findDynoxide } from "../../packages/cfn-local/services/dynoxide.ts";
import { findJava } from "../../packages/cfn-local/services/java.ts";
import { standIns } from "../../packages/cfn-local/test/support/stand-ins.ts";
import {
  childOf,
  eventually,
  isRunning,
  type StartedCommand,
  startCommand,
} from "../support/start-command.ts";

/** Makes this machine one of those that the embedded database has no package for. */
const withoutDynoxide = `
import Module from "node:module";
const resolve = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) => {
  if (name.startsWith("@dynoxide/")) throw new Error("there is no " + name);
  return resolve(name, ...rest);
};`;

const started: StartedCommand[] = [];

afterEach(async () => {
  for (const command of started.splice(0)) await command.stop();
});

function start(environment: NodeJS.ProcessEnv = {}): StartedCommand {
  const file = join(mkdtempSync(join(tmpdir(), "latchkey-preload-")), "preload.mjs");
  writeFileSync(file, withoutDynoxide);
  const command = startCommand({
    NODE_OPTIONS: `--import=${pathToFileURL(file).href}`,
    ...environment,
  });
  started.push(command);
  return command;
}

const java = await findJava();
const hasJava = findDynamoDbLocal() !== undefined && java && java.version >= minJavaVersion;

/** Java takes seconds to start, with both cores of a busy machine up to twenty. */
const javaTimeoutMs = 180_000;

/** The tests look into /proc. */
const onLinux = process.platform === "linux";

(onLinux && hasJava ? describe : describe.skip)("npm start on DynamoDB Local", () => {
  const javaOf = ({ pid }: StartedCommand) => childOf(pid, "java");

  it(
    "serves a demo key, keeps data, and takes Java along when its terminal is interrupted",
    async () => {
      const LATCHKEY_DATA_DIR = mkdtempSync(join(tmpdir(), "latchkey-data-"));
      const first = start({ LATCHKEY_DATA_DIR });
      await first.ready;
      expect(first.printed.stderr).toContain("The database is DynamoDB Local on Java");
      const [, url = "", key = ""] =
        /^curl (\S+) -H "Authorization: Bearer (\S+)"$/m.exec(first.printed.stdout) ?? [];
      const call = (address: string) =>
        fetch(address, { headers: { Authorization: `Bearer ${key}` } });
      expect((await call(url)).status).toBe(200);
      const child = javaOf(first);
      // As Ctrl-C does: to all processes of the terminal's foreground at once.
      process.kill(-first.pid, "SIGINT");
      expect(await first.ended).toBe(0);
      expect(first.printed.stderr).not.toContain("ended by itself");
      expect(isRunning(child)).toBe(false);

      const second = start({ LATCHKEY_DATA_DIR, PORT: new URL(url).port });
      await second.ready;
      // Each run revokes the demo key of the one before: it is known there.
      const { error } = Object(await (await call(url)).json());
      expect(error).toBe("Invalid API key");
      const accounts = `${new URL(url).origin}/api/manage/v1/accounts/demo/keys`;
      const [, token = ""] = /^Operator token: (\S+)$/m.exec(second.printed.stdout) ?? [];
      const keys = await fetch(accounts, { headers: { Authorization: `Bearer ${token}` } });
      expect(Object(await keys.json()).data).toHaveLength(2);
    },
    javaTimeoutMs,
  );

  it(
    "leaves no Java behind when it is killed, and ends with 1 when Java is",
    async () => {
      const killed = start();
      await killed.ready;
      const child = javaOf(killed);
      expect(isRunning(child)).toBe(true);
      killed.child.kill("SIGKILL");
      await killed.ended;
      await eventually(() => !isRunning(child));

      const bereft = start();
      await bereft.ready;
      process.kill(javaOf(bereft), "SIGKILL");
      expect(await bereft.ended).toBe(1);
      expect(bereft.printed.stderr).toMatch(/^DynamoDB Local ended by itself \(SIGKILL\)\.$/m);
    },
    javaTimeoutMs,
  );
});

const engine = findDynoxide();

(onLinux && engine ? describe : describe.skip)("npm start on Docker", () => {
  const { PATH = "" } = engine ? standIns({ java: "11", docker: "ready", engine }) : {};
  const environment = { PATH: `${PATH}:${process.env.PATH}`, JAVA_HOME: "" };
  /** The process id of the engine that the `docker` command started. */
  const engineOf = ({ pid }: StartedCommand) => childOf(childOf(pid, "docker"));

  it.each([
    ["SIGTERM", 0],
    ["SIGKILL", "SIGKILL"],
  ] as const)("leaves no container behind after %s", async (signal, end) => {
    const run = start(environment);
    await run.ready;
    expect(run.printed.stderr).toContain("The database is DynamoDB Local in Docker");
    const inContainer = engineOf(run);
    expect(isRunning(inContainer)).toBe(true);
    run.child.kill(signal);
    expect(await run.ended).toBe(end);
    await eventually(() => !isRunning(inContainer));
  });

  it("ends with 1 when the container does", async () => {
    const run = start(environment);
    await run.ready;
    process.kill(engineOf(run), "SIGKILL");
    expect(await run.ended).toBe(1);
    expect(run.printed.stderr).toMatch(
      /^DynamoDB Local in Docker ended by itself \(exit code 137\)\.$/m,
    );
  });
});
