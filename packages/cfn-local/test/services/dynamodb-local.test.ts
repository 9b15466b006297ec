import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { openTableStream } from "../../events/streams-client.ts";
import { image } from "../../services/docker.ts";
import {
  findDynamoDbLocal,
  minJavaVersion,
  startDynamoDbLocal,
} from "../../services/dynamodb-local.ts";
import { findJava } from "../../services/java.ts";
import { ensureTables } from "../../services/tables.ts";
import { standIns } from "../support/stand-ins.ts";

const directory = new URL("../../dynamodb-local/", import.meta.url);
const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });
const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string(), integrity: z.string() }).partial(),
  ),
});

function read<T>(schema: z.ZodType<T>, name: string): T {
  return schema.parse(JSON.parse(readFileSync(new URL(name, directory), "utf8")));
}

describe("what npm run database fetches", () => {
  it("is held to one version and its content by a lockfile", () => {
    const { packages } = read(lockfile, "package-lock.json");
    for (const [name, version] of Object.entries(read(manifest, "package.json").dependencies)) {
      expect(packages[`node_modules/${name}`]?.version).toBe(version);
    }
    const fetched = Object.entries(packages).filter(([path]) => path !== "");
    expect(fetched.length).toBeGreaterThan(0);
    for (const [, { integrity }] of fetched) expect(integrity).toMatch(/^sha512-/);
  });
});

describe("Java", () => {
  it("is JAVA_HOME's before the path's, and the program itself", async () => {
    const { PATH: own = "" } = standIns({ java: "21" });
    const { PATH } = standIns({ java: "17" });
    const JAVA_HOME = join(own, "..");
    expect(await findJava({ JAVA_HOME, PATH })).toEqual({ path: join(own, "java"), version: 21 });
    expect(await findJava({ JAVA_HOME: "/nowhere", PATH })).toMatchObject({ version: 17 });
  });
});

const java = await findJava();
const fetched = findDynamoDbLocal();
const canRun = fetched !== undefined && java && java.version >= minJavaVersion;

(canRun ? describe : describe.skip)("Amazon's DynamoDB Local", () => {
  it("is the release that the image has", () => {
    const notes = readFileSync(join(fetched ?? "", "README.txt"), "utf8");
    const [, release] = /\((\d+\.\d+\.\d+)\)/.exec(notes) ?? [];
    expect(image).toBe(`amazon/dynamodb-local:${release}`);
  });

  it("has the same tables for all credentials and all who create them, keeps them, streams their items as AWS does, and is nothing for web pages", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "cfn-local-data-"));
    const table = {
      name: "Kept",
      keys: [{ name: "pk", type: "HASH" as const }],
      attributes: [{ name: "pk", type: "S" as const }],
      ttlAttribute: "ttl",
      indexes: [],
      greatestUnits: { Read: undefined, Write: undefined },
      streamView: "NEW_IMAGE" as const,
      streamArn: undefined,
    };
    const first = await startDynamoDbLocal(dataDir);
    const atOnce = Array.from({ length: 12 }, () => ensureTables(first.endpoint, [table]));
    expect(await Promise.all(atOnce)).toHaveLength(12);
    const preflight = await fetch(first.endpoint, {
      method: "OPTIONS",
      headers: { Origin: "https://example.com", "Access-Control-Request-Method": "POST" },
    });
    expect(preflight.headers.get("Access-Control-Allow-Origin")).toBeNull();
    await first.stop();

    const { endpoint, stop } = await startDynamoDbLocal(dataDir);
    const credentials = { accessKeyId: "another", secretAccessKey: "another" };
    const client = new DynamoDBClient({ endpoint, region: "eu-west-1", credentials });
    expect((await client.send(new ListTablesCommand())).TableNames).toEqual(["Kept"]);

    const Item = { pk: { S: "1" }, empty: { M: {} }, in: { M: { empty: { M: {} } } } };
    await client.send(new PutItemCommand({ TableName: "Kept", Item }));
    const stream = await openTableStream(endpoint, "Kept");
    const shards = (await stream.shards()).map((shard) => stream.iterator(shard, undefined));
    const read = (await Promise.all(shards)).map((iterator) => stream.records(iterator));
    const records = (await Promise.all(read)).flatMap((page) => page.records);
    expect(records.map(({ dynamodb }) => dynamodb.NewImage)).toEqual([Item]);
    client.destroy();
    await stop();
  }, 180_000);
});
