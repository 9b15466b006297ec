import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { keySearch, type LogSearch, requestSearch } from "../../../cli/access-log/log-search.ts";
import { searchFile } from "../../../cli/access-log/search-file.ts";
import { showRequest } from "../../../cli/output/show-request.ts";
import { countedReasons } from "../../../core/admission/refusal-counts.ts";
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

describe("a refused request", () => {
  const explained = (secret_rotated_at: string | null) => ({
    ...{ key_id: "tA1bWGE1", verdict: "admitted", status: 200, error: null, checks: [] },
    secret_rotated_at,
  });
  const superseded = parseLoggedRequest(
    line({ keyId: "tA1bWGE1", verdict: "invalid", reason: "superseded" }),
  );
  const shown = (rotatedAt: string | null) =>
    superseded && showRequest(superseded, explained(rotatedAt));

  it("is told with its own reason, beside the state that its key is in now", () => {
    const text = shown("2026-11-22T20:00:00Z");
    expect(text).toMatch(/^reason +superseded: .* replaced at 2026-11-22T20:00:00Z$/m);
    expect(text).toContain("The key now, for a request with its current secret:");
    expect(text).toContain("Key tA1bWGE1 is admitted now");
  });

  it("is not told with the time of a rotation that came after it, or of none", () => {
    for (const rotatedAt of ["2026-11-22T23:00:00Z", null]) {
      expect(shown(rotatedAt)).toMatch(/^reason +superseded: .* had replaced$/m);
    }
  });

  it("has words for every reason that there is", () => {
    for (const reason of [...countedReasons, "malformed", "unknown", "missing_token"]) {
      const entry = parseLoggedRequest(line({ verdict: "invalid", reason }));
      expect(entry && showRequest(entry, null)).toMatch(new RegExp(`^reason +${reason}: .+$`, "m"));
    }
  });
});

describe("a file of access log lines", () => {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-access-log-"));
  const path = join(directory, "access.log");
  afterAll(() => rmSync(directory, { recursive: true }));

  const always = { fromEpochMs: 0, toEpochMs: Number.POSITIVE_INFINITY };
  const found = async (search: LogSearch, span = always, file = path) => {
    const requests: string[] = [];
    for await (const entry of searchFile(file, search, span)) requests.push(entry.requestId);
    return requests;
  };

  it("is searched for one request", async () => {
    const other = line({}).replaceAll("4ecac762", "00000000");
    writeFileSync(path, `${other}\nbroken ${requestId}\n${line({ keyId: "tA1bWGE1" })}\n`);
    expect(await found(requestSearch(requestId))).toEqual([requestId]);
    expect(await found(requestSearch(requestId.replaceAll("4", "5")))).toEqual([]);
  });

  it("is searched for the requests of one key, or its refusals, in a time", async () => {
    const of = (id: string, fields: Record<string, string>) =>
      JSON.stringify({ requestId: id, time: "2000", keyId: "tA1bWGE1", reason: "-", ...fields });
    const lines = [
      of("before", { time: "999" }),
      of("refused", { reason: "expired", time: "1000" }),
      of("admitted", {}),
      // A line may have the text elsewhere.
      of("another's", { keyId: "3kTMd92x", principal: "tA1bWGE1" }),
      of("after", { time: "3000" }),
    ];
    writeFileSync(path, `${lines.join("\n")}\n`);
    const span = { fromEpochMs: 1000, toEpochMs: 3000 };
    expect(await found(keySearch("tA1bWGE1", false), span)).toEqual(["refused", "admitted"]);
    expect(await found(keySearch("tA1bWGE1", true), span)).toEqual(["refused"]);
  });

  it("may not be there", async () => {
    const none = join(directory, "none.log");
    expect(await found(requestSearch(requestId), always, none)).toEqual([]);
  });
});

describe("a request id", () => {
  it("is told from a key's prefix", () => {
    expect(isRequestId(requestId)).toBe(true);
    expect(isRequestId("sk_live_3kTMd92x")).toBe(false);
    expect(isRequestId("3kTMd92x")).toBe(false);
  });
});
