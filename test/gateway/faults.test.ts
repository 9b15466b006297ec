import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { type SeverableProxy, startSeverableProxy } from "../support/severable-proxy.ts";
import { callModels, manage, newAccount, newKeyOf } from "./support/operator.ts";

let database: RunningLatchkey;
let line: SeverableProxy;
let latchkey: RunningLatchkey;

beforeAll(async () => {
  database = await startLocal({ port: 0 });
  line = await startSeverableProxy(database.dynamodbEndpoint);
  latchkey = await startLocal({ port: 0, dynamodbEndpoint: line.url });
});

afterAll(async () => {
  await latchkey.stop();
  await line.close();
  await database.stop();
});

const unavailable = '{"error":"Service temporarily unavailable"}';

describe("while the table is out of reach", () => {
  it("answers 503, never 401, and recovers by itself", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const { key } = await newKeyOf(latchkey, accountId);
    expect((await callModels(latchkey, key)).status).toBe(200);

    line.cut();
    const cut = await callModels(latchkey, key);
    expect(cut.status).toBe(503);
    expect(cut.text).toBe(unavailable);
    expect(cut.headers.get("retry-after")).toBe("1");
    expect(cut.headers.get("content-type")).toBe("application/json");
    const managed = await manage(latchkey, "GET", `/accounts/${accountId}`);
    expect(managed.status).toBe(503);
    expect(managed.json).toEqual({
      error: "Service temporarily unavailable",
      code: "unavailable",
    });

    line.mend();
    expect((await callModels(latchkey, key)).status).toBe(200);
    expect((await manage(latchkey, "GET", `/accounts/${accountId}`)).status).toBe(200);
  });

  it("still refuses what needs no table", async () => {
    line.cut();
    expect((await callModels(latchkey, "junk")).status).toBe(401);
    line.mend();
  });
});
