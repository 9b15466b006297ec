import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { writeRunFile } from "../../../local/run-file.ts";
import { localRun } from "../../../verifier/local-run.ts";
import { parseOptions } from "../../../verifier/options.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "latchkey-run-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

const run = {
  url: "http://127.0.0.1:3000",
  outputs: new Map([
    ["TableName", "Latchkey-table"],
    ["PepperSecretArn", "arn:aws:secretsmanager:us-east-1:000000000000:secret:pepper"],
    ["Settings", JSON.stringify({ keyPrefix: "acme_", scopes: { "a:b": {} } })],
    ["ImportedKeys", '"any"'],
  ]),
  endpoints: {
    dynamodb: "http://127.0.0.1:8000",
    secretsManager: "http://127.0.0.1:8001",
    sqs: "http://127.0.0.1:8002",
    eventBridge: "http://127.0.0.1:8003",
  },
  accessLogFile: "access.log",
};
const runFile = () => join(directory, "run.json");
/** The members of a run's file that the tests need. */
const running = { ...run, outputs: {}, region: "us-east-1", pid: process.pid };

describe("localRun", () => {
  it("gives a verifier's options for what npm start runs", async () => {
    await writeRunFile(runFile(), run);
    const options = await localRun(directory);
    expect(options).toMatchObject({
      tableName: "Latchkey-table",
      endpoints: run.endpoints,
      config: { keyPrefix: "acme_", scopes: { "a:b": {} }, importedKeys: "any" },
    });
    expect(parseOptions(options, {})).toMatchObject({ tableName: "Latchkey-table" });
  });

  it("finds a run of another user", async () => {
    await writeRunFile(runFile(), run);
    const kill = jest.spyOn(process, "kill").mockImplementation(() => {
      throw Object.assign(new Error("not permitted"), { code: "EPERM" });
    });
    try {
      expect(await localRun(directory)).toMatchObject({ tableName: "Latchkey-table" });
    } finally {
      kill.mockRestore();
    }
  });

  it("makes up neither a table nor a pepper that the run does not tell", async () => {
    await writeFile(runFile(), JSON.stringify(running));
    const options = await localRun(directory);
    expect(() => parseOptions(options, {})).toThrow("tableName is missing");
    const tableName = "Latchkey-table";
    expect(() => parseOptions({ ...options, tableName }, {})).toThrow("pepperSecretArn is missing");
  });

  it.each([
    ["runs", undefined],
    ["runs any more", JSON.stringify({ ...running, pid: 2 ** 30 })],
    ["can be read", "{"],
    ...Object.entries({ region: undefined, endpoints: undefined, outputs: undefined, pid: 0 }).map(
      ([name, value]) => [
        `has its ${name} in the file`,
        JSON.stringify({ ...running, [name]: value }),
      ],
    ),
  ])("says what to do if nothing %s", async (_, content) => {
    if (content !== undefined) await writeFile(runFile(), content);
    await expect(localRun(directory)).rejects.toThrow("run `npm start` first");
  });
});
