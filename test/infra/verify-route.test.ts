import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { render } from "velocityjs";
import * as z from "zod";
import type { Verdict } from "../../core/admission/verdict.ts";
import type { ForwardedVerdict } from "../../core/admission/verdict-response.ts";
import { verifyPath } from "../../core/config/protected-routes.ts";
import {
  type AuthorizerContext,
  decodeAnswer,
  encodeInvalidParameter,
  encodeVerdict,
  refusalStatuses,
} from "../../functions/http/verdict-context.ts";
import { readRoutes } from "./support/routes.ts";
import { type Synthesised, synthesised } from "./support/synthesised.ts";

const texts = z.record(z.string(), z.string());
const methodSchema = z.object({
  AuthorizationType: z.literal("CUSTOM"),
  AuthorizerId: z.object({ Ref: z.string().regex(/^PublicApiAuthorizer/) }),
  MethodResponses: z.array(
    z.object({ StatusCode: z.string(), ResponseParameters: z.record(z.string(), z.literal(true)) }),
  ),
  Integration: z.object({
    Type: z.literal("MOCK"),
    PassthroughBehavior: z.literal("NEVER"),
    RequestTemplates: z.strictObject({ "application/json": z.string() }),
    IntegrationResponses: z.array(
      z.object({
        StatusCode: z.string(),
        // A response without one would be the default for whatever status.
        SelectionPattern: z.string(),
        ResponseParameters: texts,
        ResponseTemplates: z.strictObject({ "application/json": z.string() }),
      }),
    ),
  }),
});

const caller = { keyId: "3kTMd92x", accountId: "acct_1", plan: "agency" };
const allowance = {
  limit: 60,
  remaining: 59,
  resetAtEpochSeconds: 1_800_000_061,
  resetAfterSeconds: 61,
  quotas: [],
};
const limited = { kind: "limited", reason: "limit", caller, allowance } as const;
const reasons = ["suspended", "plan", "address", "scope", "cost"] as const;
const verdicts: ForwardedVerdict[] = [
  { kind: "admitted", caller, allowance },
  { ...limited, retryAfterSeconds: 7 },
  { ...limited, reason: "quota", retryAfterSeconds: undefined },
  ...reasons.map((reason) => ({ kind: "forbidden", reason, caller }) as const),
  { kind: "unavailable" } satisfies Verdict,
];
const refusalTexts = { scope: "models:read", planRefusal: "Requires another plan." };
const contexts: readonly AuthorizerContext[] = [
  ...verdicts.map((verdict) => encodeVerdict(verdict, refusalTexts)),
  encodeInvalidParameter("cost"),
];

let dev: Synthesised;
let method: z.infer<typeof methodSchema>;
beforeAll(async () => {
  dev = await synthesised("dev");
  const route = readRoutes(dev.template, "PublicApi").find(
    (candidate) => candidate.route === `ANY ${verifyPath}`,
  );
  method = methodSchema.parse(route?.properties);
});
afterAll(() => dev.dispose());

/** API Gateway's answer to a context, by the template alone. */
function answerTo(context: AuthorizerContext, absent: Readonly<Record<string, string>>) {
  const authorizer = {
    ...absent,
    ...Object.fromEntries(Object.entries(context).map(([name, value]) => [name, String(value)])),
  };
  const header: Record<string, string> = {};
  const scope = { context: { authorizer, responseOverride: { header } } };
  const { RequestTemplates, IntegrationResponses } = method.Integration;
  const { statusCode } = JSON.parse(render(RequestTemplates["application/json"], scope));
  const response = IntegrationResponses.find(
    ({ SelectionPattern }) => SelectionPattern === String(statusCode),
  );
  if (!response) throw new Error(`no response for ${statusCode}`);
  const mapped = Object.entries(response.ResponseParameters).map(([parameter, source]) => [
    parameter.replace("method.response.header.", ""),
    Reflect.get(authorizer, source.replace("context.authorizer.", "")),
  ]);
  const body = render(response.ResponseTemplates["application/json"], scope);
  return {
    status: Number(response.StatusCode),
    headers: { ...Object.fromEntries(mapped), ...header },
    body,
  };
}

describe("the verify route", () => {
  // What a variable without a value is to a template is not documented.
  it.each([
    ["nothing", {}],
    ["an empty text", { retryAfter: "", challenge: "" }],
  ])("answers as a wrapped function would, if an absent value is %s", (_, absent) => {
    for (const context of contexts) {
      const { status, headers, body } = answerTo(context, absent);
      const strings = Object.entries(context).map(([name, value]) => [name, String(value)]);
      const wrapped = decodeAnswer(Object.fromEntries(strings));
      const own = Object.entries(headers).filter(([name]) => !name.startsWith("X-Latchkey-"));
      expect({ status, headers: Object.fromEntries(own) }).toEqual({
        status: wrapped?.status,
        headers: wrapped?.headers,
      });
      if (wrapped?.status === 200) {
        expect(body).toBe(
          '{"object":"verification","account_id":"acct_1","plan":"agency","key_id":"3kTMd92x","remaining":59}',
        );
        expect(headers).toMatchObject({
          "X-Latchkey-Account": "acct_1",
          "X-Latchkey-Key": "3kTMd92x",
          "X-Latchkey-Plan": "agency",
        });
        continue;
      }
      expect(body).toBe(JSON.stringify({ error: context.message }));
      expect(headers["X-Latchkey-Error"]).toBe(context.message);
    }
  });

  it("has a response of its own for every status, and none for a request without a verdict", () => {
    const statuses = [200, ...refusalStatuses].map(String);
    const responses = method.Integration.IntegrationResponses;
    expect(responses.map(({ StatusCode }) => StatusCode)).toEqual(statuses);
    expect(responses.map(({ SelectionPattern }) => SelectionPattern)).toEqual(statuses);
    expect(() => answerTo({}, {})).toThrow();
  });

  it("declares every header that it sets", () => {
    for (const context of contexts) {
      const { status, headers } = answerTo(context, {});
      const declared = method.MethodResponses.find(({ StatusCode }) => StatusCode === `${status}`);
      const names = Object.keys(headers).map((name) => `method.response.header.${name}`);
      expect(Object.keys(declared?.ResponseParameters ?? {})).toEqual(
        expect.arrayContaining(names),
      );
    }
  });

  it("reads nothing that a caller can send", () => {
    expect(JSON.stringify(method.Integration)).not.toMatch(/\$input|method\.request|\$util/);
  });
});
