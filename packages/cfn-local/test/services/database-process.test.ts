import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type Database, startDatabaseProgram } from "../../services/database-process.ts";
import { hiddenAddress } from "../../services/hidden-address.ts";

const children: ChildProcess[] = [];
const databases: Database[] = [];

afterEach(async () => {
  for (const database of databases.splice(0)) await database.stop();
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

const serve = `
  const [host, port] = process.argv.slice(1);
  require("node:http").createServer((_, response) => response.end()).listen(port, host);`;

/** Runs a script in the place of a database; it gets host and port. */
async function start(script: string): Promise<Database> {
  const database = await startDatabaseProgram({
    name: "The test database",
    readyWithinMs: 20_000,
    address: hiddenAddress,
    spawn: ({ host, port }) => {
      const child = spawn(process.execPath, ["-e", script, host, String(port)]);
      children.push(child);
      return child;
    },
  });
  databases.push(database);
  return database;
}

describe("a database in a process of its own", () => {
  it("tells when it was killed", async () => {
    const { died } = await start(serve);
    children[0]?.kill("SIGKILL");
    expect(await died).toBe("The test database ended by itself (SIGKILL).");
  });

  it("tells when it ended with an error, and which, but not what it had printed before", async () => {
    const { endpoint, died } = await start(`
      console.log("Error: none yet");
      const [host, port] = process.argv.slice(1);
      require("node:http").createServer((request, response) => {
        response.end();
        if (request.url === "/end") throw new Error("the disk is full");
      }).listen(port, host);`);
    await fetch(`${endpoint}/end`).catch(() => {});
    expect(await died).toMatch(
      /^The test database ended by itself \(exit code 1\)\. .*Error.*the disk is full/,
    );
  });

  it("does not call it dead when it was stopped", async () => {
    const { died, stop } = await start(serve);
    await stop();
    const nothing = new Promise((resolve) => setImmediate(() => resolve("nothing")));
    expect(await Promise.race([died, nothing])).toBe("nothing");
  });

  it("gives the reason if it does not start, after three tries", async () => {
    const failing = start(`console.error("Error: port in use\\n  at line 1"); process.exit(1)`);
    await expect(failing).rejects.toThrow("The test database does not start: Error: port in use");
    expect(children).toHaveLength(3);
  });
});
