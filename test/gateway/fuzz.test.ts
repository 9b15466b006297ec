import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { rawRequest } from "../support/raw-http.ts";
import { faultsOf } from "./support/check-answer.ts";
import { edgeFaults } from "./support/edge-answers.ts";
import { hostileRequests, type Known } from "./support/hostile-requests.ts";
import { manage, newAccount, newKeyOf } from "./support/operator.ts";
import { tableContents } from "./support/table-contents.ts";

/* Reach: a local run, over HTTP alone; its table is read to see what requests left there. */

const failures: string[] = [];
let latchkey: RunningLatchkey;
let known: Known;

beforeAll(async () => {
  latchkey = await startLocal({ port: 0, reportFailure: (line) => failures.push(line) });
  const [eligible, other] = [
    await newAccount(latchkey, "agency"),
    await newAccount(latchkey, "pro"),
  ];
  const keys = [
    await newKeyOf(latchkey, eligible, { rate_limit_per_minute: 10_000 }),
    await newKeyOf(latchkey, eligible, { rate_limit_per_minute: 1 }),
    await newKeyOf(latchkey, eligible),
    await newKeyOf(latchkey, eligible),
    await newKeyOf(latchkey, other),
  ];
  const [, , revoked, paused] = keys;
  await manage(latchkey, "DELETE", `/accounts/${eligible}/keys/${revoked?.id}`);
  await manage(latchkey, "PATCH", `/accounts/${eligible}/keys/${paused?.id}`, { is_active: false });
  known = {
    accountIds: [eligible, eligible, eligible, other],
    keyIds: keys.map(({ id }) => id),
    // Most requests come with the operator's token: what refuses those are the use cases.
    tokens: [...Array(20).fill(latchkey.operatorToken), ...keys.map(({ key }) => key)],
  };
});

afterAll(async () => {
  await latchkey.stop();
});

/**
 * To API Gateway a slash at the end of a path is none. The query is left out, since an operation
 * that has no parameters minds none.
 */
function documentedTarget(target: string): string {
  const [path = ""] = target.split("?");
  return path.replace(/\/$/, "");
}

it("answers whatever is sent as documented, never with a 5xx, and what it refuses leaves no trace", async () => {
  let before = await tableContents(latchkey);
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(hostileRequests(known), async (request) => {
      const { method, target, headers, body } = request;
      const lines = [`${method} ${target} HTTP/1.1`, ...headers];
      const answer = await rawRequest(latchkey.url, lines, body);
      const asked = {
        method: request.effectiveMethod,
        target: documentedTarget(target),
        body: String(body),
      };
      const answered = { ...answer, headers: new Headers(answer.headers), text: answer.body };
      const ofTheEdge = edgeFaults(request, answer);
      // Of an answer to HEAD there is no more to check than that it has no body.
      const ofAnApi = method === "HEAD" ? answer.body : faultsOf(asked, answered);
      expect(ofTheEdge ?? ofAnApi).toHaveLength(0);
      const after = await tableContents(latchkey);
      statuses.add(answer.status);

      expect(answer.status).toBeLessThan(500);
      if (ofTheEdge) {
        expect(isDeepStrictEqual(after, before)).toBe(true);
        return;
      }
      expect(answer.headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
      if (answer.status >= 400) {
        expect(answer.headers["content-type"]).toBe("application/json");
        if (method !== "HEAD") {
          const error: unknown = JSON.parse(answer.body);
          expect(error).toMatchObject({ error: expect.stringMatching(/./) });
          const others = Object.keys(Object(error)).filter((name) => name !== "error");
          expect(others).toEqual(target.includes("/manage/") && others.length > 0 ? ["code"] : []);
        }
        // Not `toEqual`, which would print the whole table.
        expect(isDeepStrictEqual(after, before)).toBe(true);
      }
      before = after;
    }),
    { numRuns: 400 },
  );
  expect(failures).toEqual([]);
  // The requests are worth something only if they get as far as to be served, or nearly.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401, 404]));
});
