import * as z from "zod";
import { faultsOf, isForManagementApi } from "../../gateway/support/check-response.ts";
import { edgeFaults, normalised, pageFaults } from "../../gateway/support/edge-responses.ts";
import type { RawResponse } from "../../support/raw-http.ts";
import { isHttp, isTooLong } from "./http-message.ts";
import type { Stand } from "./stand.ts";
import type { Expectation, FilledCase } from "./wire-case.ts";

const publicError = z.strictObject({ error: z.string().min(1) });
/** The management API adds a code, and may name the fields at fault. */
const managementError = publicError.extend({
  code: z.stringFormat("snake_case", /^[a-z]+(_[a-z]+)*$/),
  fields: z.record(z.string(), z.string().min(1)).optional(),
});

/**
 * Holds one answer, and what the request left in the table, against what must hold for any.
 *
 * @returns a sentence for each thing that must not be
 */
export async function faultsOfCase(
  { lines, body }: FilledCase,
  answer: RawResponse,
  { guard, secrets }: Pick<Stand, "guard" | "secrets">,
  expected: Expectation | undefined,
): Promise<string[]> {
  const [method = "", ...targets] = String(lines[0]).split(/ +/);
  const target = relative(targets[0] ?? "");
  const differences = await guard.differences();
  if (differences.length > 0) await guard.restore();
  const text = `${JSON.stringify(answer.headers)}${answer.body}`;
  return [
    ...(answer.status >= 100 && answer.status < 500 ? [] : [`the status is ${answer.status}`]),
    ...formFaults(lines, method, target, body, answer),
    ...(isRefused(answer) ? differences.map((it) => `it was refused, and yet ${it}`) : []),
    ...(secrets.some((secret) => text.includes(secret)) ? ["a secret is in the answer"] : []),
    ...(expected === undefined ? [] : expectationFaults(expected, answer)),
  ];
}

/** An absolute target names what its path does, and a fragment nothing (RFC 9112, 3.2.2). */
function relative(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, "").split("#")[0] ?? "";
}

/** Who answers depends on how far a request gets: CloudFront, the site, or an API. */
function formFaults(
  lines: readonly Buffer[],
  method: string,
  target: string,
  body: Buffer,
  answer: RawResponse,
): string[] {
  if (!isHttp(lines)) return pageFaults({ method }, answer, [400, 403]);
  if (isTooLong(lines)) return pageFaults({ method }, answer, [413]);
  return (
    edgeFaults({ method, target, body }, answer) ??
    apiFaults(methodOf(lines, method, target), method, target, body, answer)
  );
}

function isRefused({ status }: RawResponse): boolean {
  return !(status >= 200 && status < 300) && status !== 304;
}

/**
 * API Gateway takes a request for another method where this header says so; CloudFront does not pass
 * it on for documents.
 */
function methodOf(lines: readonly Buffer[], method: string, target: string): string {
  if (normalised(target.split("?")[0] ?? "") === "/api/openapi.json") return method;
  const override = lines.slice(1).find((line) => /^x-http-method-override:/i.test(String(line)));
  const named = override ? String(override).split(":")[1]?.trim() : undefined;
  return named || method;
}

function apiFaults(
  effectiveMethod: string,
  method: string,
  target: string,
  body: Buffer,
  answer: RawResponse,
): string[] {
  // Of an answer to HEAD there is no more to check than that it has no body.
  if (method === "HEAD") return answer.body === "" ? [] : ["HEAD was answered with a body"];
  // To API Gateway a slash at the end is none, and several before and after the stage are one. The query is left
  // out: operations without parameters mind none.
  const path =
    target
      .split("?")[0]
      ?.replace(/\/$/, "")
      .replace(/^\/+api\/+/, "/api/") ?? "";
  const asked = {
    method: effectiveMethod,
    target: path,
    body: new TextDecoder().decode(body),
  };
  const answered = { ...answer, headers: new Headers(answer.headers), text: answer.body };
  return [...faultsOf(asked, answered), ...errorFaults(path, answer)];
}

function errorFaults(path: string, { status, headers, body }: RawResponse): string[] {
  if (status < 400) return [];
  const form = isForManagementApi(path) ? managementError : publicError;
  return [
    ...(headers["content-type"] === "application/json" ? [] : ["an error is not JSON"]),
    ...(form.safeParse(parseJson(body)).success ? [] : ["an error has not the contract's form"]),
    ...(/^[0-9a-f-]{36}$/.test(headers["x-amzn-requestid"] ?? "") ? [] : ["no request id"]),
  ];
}

function expectationFaults(expected: Expectation, { status, body }: RawResponse): string[] {
  const told = new Map<Expectation, string>([
    ["missing", "Missing Authorization Bearer token"],
    ["invalid", "Invalid API key"],
    ["not-an-operator", "Invalid credentials"],
  ]).get(expected);
  const error = z.object({ error: z.string() }).safeParse(parseJson(body)).data?.error;
  const isAsExpected = {
    missing: status === 401 && error === told,
    invalid: status === 401 && error === told,
    "not-an-operator": status === 401 && error === told,
    accepted: (status >= 200 && status < 300) || status === 304,
    "bad-request": status === 400,
    refused: status >= 400 && status < 500,
    "not-served": !body.includes('"object"'),
  }[expected];
  return isAsExpected ? [] : [`it should be ${told ?? expected}, not ${status} ${error ?? ""}`];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
