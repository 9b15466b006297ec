import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
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

  it.each([
    ["runs", undefined],
    ["runs any more", JSON.stringify({ ...run, outputs: {}, region: "us-east-1", pid: 2 ** 30 })],
    ["can be read", "{"],
  ])("says what to do if nothing %s", async (_, content) => {
    if (content !== undefined) await writeFile(runFile(), content);
    await expect(localRun(directory)).rejects.toThrow("run `npm start` first");
  });
});
