import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import {
  childOf,
  childrenOf,
  isRunning,
  type StartedCommand,
  startCommand,
} from "../support/start-command.ts";

const started: StartedCommand[] = [];

afterEach(async () => {
  for (const command of started.splice(0)) await command.stop();
});

function start(environment?: Readonly<Record<string, string>>): StartedCommand {
  const command = startCommand(environment);
  started.push(command);
  return command;
}

/** The tests look into /proc. */
const describeOnLinux = process.platform === "linux" ? describe : describe.skip;

describeOnLinux("npm start", () => {
  const databaseOf = ({ pid }: StartedCommand) => childOf(pid, "dynoxide");

  it("ends with 1 and says so when the database is killed, and leaves nothing behind", async () => {
    const run = start();
    await run.ready;
    const { pid, runDirectory, printed } = run;
    expect(existsSync(join(runDirectory, "run.json"))).toBe(true);
    process.kill(databaseOf(run), "SIGKILL");
    expect(await run.ended).toBe(1);
    expect(printed.stderr).toMatch(/^The embedded database ended by itself \(SIGKILL\)\.$/m);
    expect(childrenOf(pid)).toEqual([]);
    expect(existsSync(join(runDirectory, "run.json"))).toBe(false);
  });

  it("ends with 1 and says so after a defect, and takes the database along", async () => {
    const defect = "process.on('SIGUSR2',()=>{throw(new(Error)('broken'))})";
    const run = start({ NODE_OPTIONS: `--import=data:text/javascript,${defect}` });
    await run.ready;
    const database = databaseOf(run);
    expect(isRunning(database)).toBe(true);
    process.kill(run.pid, "SIGUSR2");
    expect(await run.ended).toBe(1);
    expect(run.printed.stderr).toMatch(/^Latchkey failed: Error: broken$/m);
    expect(isRunning(database)).toBe(false);
    expect(existsSync(join(run.runDirectory, "run.json"))).toBe(false);
  });

  it("refuses a data directory in use by name of the process, and takes it once that is killed", async () => {
    const LATCHKEY_DATA_DIR = mkdtempSync(join(tmpdir(), "latchkey-data-"));
    const first = start({ LATCHKEY_DATA_DIR });
    await first.ready;
    const second = start({ LATCHKEY_DATA_DIR });
    expect(await second.ended).toBe(1);
    expect(second.printed).toEqual({
      stdout: "",
      stderr: `${LATCHKEY_DATA_DIR} is in use by process ${first.pid}: stop it, or set LATCHKEY_DATA_DIR to another directory.\n`,
    });
    first.child.kill("SIGKILL");
    await first.ended;
    const third = start({ LATCHKEY_DATA_DIR });
    await third.ready;
    const database = databaseOf(third);
    third.child.kill("SIGINT");
    expect(await third.ended).toBe(0);
    expect(isRunning(database)).toBe(false);
  });
});
