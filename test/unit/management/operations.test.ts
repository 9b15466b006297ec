import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { LoggedRequest } from "../../../core/event/logged-request.ts";
import type { FoundRequest, LogSpan } from "../../../core/store/access-log.ts";
import { checkParts, healthObject } from "../../../functions/management/health.ts";
import { operationsEndpoints } from "../../../functions/management/operations-endpoints.ts";
import { proxyEvent } from "../../support/proxy-event.ts";

const requestId = "4ecac762-3c6f-4861-9705-91cdc4885d50";
const nowEpochMs = 1_795_386_600_000;

function request(more: Partial<LoggedRequest> = {}): LoggedRequest {
  return {
    requestId,
    time: "1795386518174",
    sourceIp: "203.0.113.7",
    method: "GET",
    resource: "/v1/models",
    status: 401,
    responseType: "ACCESS_DENIED",
    verdict: "invalid",
    reason: "superseded",
    keyId: "3kTMd92x",
    ...more,
  };
}

async function lookUp(
  found: FoundRequest,
  { id = requestId, query = {} }: { id?: string; query?: Record<string, string> } = {},
) {
  const spans: LogSpan[] = [];
  const event = proxyEvent({
    pathParameters: { request_id: id },
    query,
  });
  const answer = await operationsEndpoints["GET /manage/v1/requests/{request_id}"](event, {
    nowEpochMs: () => nowEpochMs,
    newEventId: () => "",
    findRequest: async (_id, span) => {
      spans.push(span);
      return found;
    },
    findOwner: async (keyId) => (keyId === "3kTMd92x" ? "acct_1" : undefined),
    checkHealth: async () => ({ parts: [], pepper: undefined }),
  });
  return { answer, json: JSON.parse(answer.body), spans };
}

describe("looking up a request", () => {
  it("tells why it was refused, and whose key it was", async () => {
    const { answer, json, spans } = await lookUp({ kind: "found", request: request() });
    expect(answer.statusCode).toBe(200);
    expect(json).toMatchObject({ reason: "superseded", key_id: "3kTMd92x", account_id: "acct_1" });
    expect(spans).toEqual([{ fromEpochMs: nowEpochMs - 86_400_000, untilEpochMs: nowEpochMs }]);
  });

  it("tells of a key that there is not, and of none", async () => {
    const made = await lookUp({ kind: "found", request: request({ keyId: "00000000" }) });
    expect(made.json).toMatchObject({ key_id: "00000000", account_id: null });
    const none = await lookUp({ kind: "found", request: request({ keyId: undefined }) });
    expect(none.json).toMatchObject({ key_id: null, account_id: null });
  });

  it("goes back as many hours as asked", async () => {
    const found = await lookUp({ kind: "found", request: request() }, { query: { hours: "720" } });
    expect(found.spans[0]?.fromEpochMs).toBe(nowEpochMs - 720 * 3_600_000);
  });

  it.each(["0", "721", "1.5", "-1", "", "1e2"])("refuses %j hours", async (hours) => {
    await expect(lookUp({ kind: "absent" }, { query: { hours } })).rejects.toMatchObject({
      publicError: { status: 400, fields: { hours: "must be an integer from 1 to 720" } },
    });
  });

  it("answers 404 for what is not there and what is no id, and 503 if it did not get through", async () => {
    await expect(lookUp({ kind: "absent" })).rejects.toMatchObject({
      publicError: { status: 404, code: "request_not_found" },
    });
    await expect(
      lookUp({ kind: "found", request: request() }, { id: `${requestId}" || $.a = "` }),
    ).rejects.toMatchObject({ publicError: { code: "request_not_found" } });
    await expect(lookUp({ kind: "unfinished" })).rejects.toMatchObject({
      publicError: { status: 503, code: "search_unfinished" },
    });
  });
});

describe("the health of the service", () => {
  beforeEach(() => {
    jest.spyOn(console, "error").mockImplementation(() => {});
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it("names the part that fails by the kind of its fault, and nothing else of it", async () => {
    const parts = await checkParts(
      new Map([
        ["table", async () => {}],
        ["issuer", () => Promise.reject(new TypeError("https://user:password@issuer"))],
        [
          "access_log",
          () => Promise.reject(Object.assign(new Error("x"), { code: "AccessDeniedException" })),
        ],
      ]),
      () => 5,
    );
    const health = healthObject({ parts, pepper: { active: "v2", versions: ["v1", "v2"] } });
    expect(health).toMatchObject({
      status: "failing",
      parts: [
        { part: "table", status: "ok", duration_ms: 0, fault: null },
        { part: "issuer", status: "failing", fault: "TypeError" },
        { part: "access_log", status: "failing", fault: "AccessDeniedException" },
      ],
      pepper: { active: "v2", versions: ["v1", "v2"] },
    });
    expect(JSON.stringify(health)).not.toContain("password");
  });

  it("waits for no part longer than its time", async () => {
    const stuck = new Map([["table", () => new Promise<never>(() => {})] as const]);
    const [part] = await checkParts(stuck, () => 0, 20);
    expect(part?.fault).toBe("DeadlineError");
  });
});
