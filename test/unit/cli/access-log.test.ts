import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { findInFile } from "../../../cli/access-log/find-in-file.ts";
import { showRequest } from "../../../cli/output/show-request.ts";
import {
  isRequestId,
  parseLoggedRequest,
  requestObject,
} from "../../../core/event/logged-request.ts";

const requestId = "4ecac762-3c6f-4861-9705-91cdc4885d50";
const line = (fields: Record<string, string>) =>
  JSON.stringify({ requestId, time: "1795386518174", status: "429", ...fields });

describe("a line of the access log", () => {
  it("tells the request, and leaves out what has no value", () => {
    const entry = parseLoggedRequest(
      line({ keyId: "tA1bWGE1", verdict: "limited", resource: "-" }),
    );
    expect(entry).toMatchObject({ keyId: "tA1bWGE1", verdict: "limited", resource: undefined });
  });

  it("has the form of the API's objects: snake case, typed, null for what has no value", () => {
    const fields = { keyId: "tA1bWGE1", resource: "/v1/models", responseType: "-" };
    const entry = parseLoggedRequest(line({ ...fields, verdict: "limited", reason: "quota" }));
    expect(entry && requestObject(entry, "a1")).toEqual({
      object: "request",
      request_id: requestId,
      created_at: "2026-11-22T22:28:38.174Z",
      source_ip: null,
      method: null,
      resource: "/v1/models",
      status: 429,
      response_type: null,
      verdict: "limited",
      reason: "quota",
      key_id: "tA1bWGE1",
      account_id: "a1",
    });
  });

  it.each([["not JSON"], ["{}"], ["null"]])("is none: %s", (text) => {
    expect(parseLoggedRequest(text)).toBeUndefined();
  });

  it("is shown even where it knows no key", () => {
    const entry = parseLoggedRequest(line({ responseType: "ACCESS_DENIED" }));
    const shown = entry && showRequest(entry, null);
    expect(shown).toContain("429 ACCESS_DENIED");
    expect(shown).toContain("none that the log knows");
  });
});

describe("a file of access log lines", () => {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-access-log-"));
  const path = join(directory, "access.log");
  afterAll(() => rmSync(directory, { recursive: true }));

  it("is searched for one request", async () => {
    const other = line({}).replaceAll("4ecac762", "00000000");
    writeFileSync(path, `${other}\nbroken ${requestId}\n${line({ keyId: "tA1bWGE1" })}\n`);
    expect(await findInFile(path, requestId)).toMatchObject({ requestId, keyId: "tA1bWGE1" });
    expect(await findInFile(path, requestId.replaceAll("4", "5"))).toBeUndefined();
  });

  it("may not be there", async () => {
    expect(await findInFile(join(directory, "none.log"), requestId)).toBeUndefined();
  });
});

describe("a request id", () => {
  it("is told from a key's prefix", () => {
    expect(isRequestId(requestId)).toBe(true);
    expect(isRequestId("sk_live_3kTMd92x")).toBe(false);
    expect(isRequestId("3kTMd92x")).toBe(false);
  });
});
