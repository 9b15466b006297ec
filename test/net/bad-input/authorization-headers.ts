import { bytesOf, type Expectation, type WireCase } from "./wire-case.ts";

/*
 * Authorization headers, each with what the contract says of it: `Bearer <one token>`, the scheme in
 * any case, one or more spaces between, and a token of visible ASCII characters.
 */

const length = 55;

function models(name: string, expect: Expectation, ...headers: string[]): WireCase {
  return { name, expect, lines: ["GET /api/v1/models HTTP/1.1", ...headers.map(bytesOf)] };
}

function bearer(name: string, expect: Expectation, token: string): WireCase {
  return models(name, expect, `Authorization: Bearer ${token}`);
}

const missing: readonly WireCase[] = [
  models("no header", "missing"),
  ...["", " ", "    ", "\t", "Bearer", "Bearer ", "Bearer    ", "bearer\t", "Bearer \t"].map(
    (value) => models(`the value ${JSON.stringify(value)}`, "missing", `Authorization:${value}`),
  ),
  ...[
    "Basic",
    "Digest",
    "Token",
    "ApiKey",
    "Negotiate",
    "AWS4-HMAC-SHA256",
    "DPoP",
    "JWT",
    "sk",
  ].map((scheme) => models(`the scheme ${scheme}`, "missing", `Authorization: ${scheme} {{live}}`)),
  ...["Bearerx", "Beare", "xBearer", "Bearer:", "Bearer=", "Bearer,", '"Bearer"', "Bеarer"].map(
    (scheme) =>
      models(`nearly a scheme, ${scheme}`, "missing", `Authorization: ${scheme} {{live}}`),
  ),
  ...[
    "",
    "\t",
    " \t",
    "\t ",
    "\u00a0",
    "\u3000",
    "\u200b",
    "\u2003",
    ":",
    "=",
    ",",
    "%20",
    "+",
    "/",
  ].map((gap) =>
    models(`${JSON.stringify(gap)} between`, "missing", `Authorization: Bearer${gap}{{live}}`),
  ),
  models("the key alone", "missing", "Authorization: {{live}}"),
  ...["\u00a0", "\u200b", "\ufeff", "\u2060", "é", "ѕ", "💥"].flatMap((odd) => [
    bearer(`${JSON.stringify(odd)} before the key`, "missing", `${odd}{{live}}`),
    bearer(`${JSON.stringify(odd)} after the key`, "missing", `{{live}}${odd}`),
  ]),
  ...[
    "{{live}} {{live}}",
    "{{live}} realm=x",
    "{{live}}, Bearer {{live}}",
    "{{live}} , x",
    "x {{live}}",
  ].map((token) => bearer(`more than a token: ${token}`, "missing", token)),
  ...[
    "X-Api-Key",
    "Api-Key",
    "Proxy-Authorization",
    "X-Authorization",
    "Authorisation",
    "X-Auth-Token",
  ].flatMap((header) => [
    models(`the header ${header}`, "missing", `${header}: {{live}}`),
    models(`the header ${header} with a scheme`, "missing", `${header}: Bearer {{live}}`),
  ]),
  models("a cookie", "missing", "Cookie: authorization=Bearer {{live}}; api_key={{live}}"),
  ...["Authorization", "authorization", "AUTHORIZATION"].map((second) =>
    models(
      `a second header ${second}`,
      "missing",
      "Authorization: Bearer {{live}}",
      `${second}: Bearer {{live}}`,
    ),
  ),
  models("a second, empty header", "missing", "Authorization: Bearer {{live}}", "Authorization:"),
  models("a first, empty header", "missing", "Authorization:", "Authorization: Bearer {{live}}"),
  models("two schemes", "missing", "Authorization: Basic eDp4", "Authorization: Bearer {{live}}"),
  ...[
    "api_key={{live}}",
    "authorization=Bearer%20{{live}}",
    "access_token={{live}}",
    "key={{live}}",
  ].map((query) => ({
    ...models(`in the query: ${query}`, "missing"),
    lines: [`GET /api/v1/models?${query} HTTP/1.1`],
  })),
];

/** One wrong byte anywhere is another key; the checksum tells most of them without a look. */
const nearMisses: readonly WireCase[] = [
  ...Array.from({ length }, (_, at) =>
    bearer(`character ${at} is another`, "invalid", `{{live~${at}}}`),
  ),
  ...Array.from({ length: 11 }, (_, tenth) =>
    bearer(
      `only ${5 * tenth} of its characters`,
      tenth === 0 ? "missing" : "invalid",
      `{{live<${5 * tenth}}}`,
    ),
  ),
  ...["unknown", "wrongSecret", "revoked", "paused", "operator"].map((other) =>
    bearer(`${other} instead`, "invalid", `{{${other}}}`),
  ),
  ...[
    "{{live}}0",
    "0{{live}}",
    "{{live}},",
    ",{{live}}",
    "{{live}},{{live}}",
    "{{live}}{{live}}",
    "{{live}}=",
    "{{live}};",
    '"{{live}}"',
    "<{{live}}>",
    "'{{live}}'",
    "{{live}}%00",
    "{{live}}%20",
    "{{live}}\\n",
    "Bearer",
    "bearer{{live}}",
    "x",
    "sk_live_your_key_here",
    "sk_live_",
    "eyJhbGciOiJub25lIn0.e30.",
    "null",
    "undefined",
    "[object",
    "{{liveId}}",
    "sk_live_{{liveId}}",
    "__proto__",
    "constructor",
    "*",
    "../../{{live}}",
    "$(id)",
    "{{liveUpper}}",
    "{{liveLower}}",
    "{{liveTest}}",
    "{{liveEscaped}}",
  ].map((token) => bearer(`the token ${token}`, "invalid", token)),
  ...[1, 2, 54, 56, 100, 256, 1_023, 1_024, 2_048, 4_096, 8_000, 9_000].map((size) =>
    bearer(`${size} characters`, "invalid", "a".repeat(size)),
  ),
  ...[9_990, 10_240, 12_288, 16_384, 65_536].map((size) =>
    bearer(`${size} characters`, "refused", "a".repeat(size)),
  ),
];

/** Every byte there is, in the midst of the key. */
const bytes: readonly WireCase[] = Array.from({ length: 256 }, (_, byte) => byte)
  .filter((byte) => byte !== 0x0a && byte !== 0x0d)
  .map((byte) => {
    const isVisible = byte > 0x20 && byte < 0x7f;
    const isControl = byte < 0x20 || byte === 0x7f;
    const expect = isVisible ? "invalid" : isControl && byte !== 0x09 ? "refused" : "missing";
    const name = `the byte 0x${byte.toString(16)} in it`;
    const line = `Authorization: Bearer {{live<20}}${String.fromCharCode(byte)}{{live>20}}`;
    return { name, expect, lines: ["GET /api/v1/models HTTP/1.1", line] };
  });

const split: readonly WireCase[] = [
  "\n",
  "\r",
  "\r\n",
  "\r\n ",
  "\n\t",
  "\0",
  "\r\nX: y\r\n\r\n",
].map((gap) => ({
  name: `${JSON.stringify(gap)} in it`,
  expect: "refused",
  lines: ["GET /api/v1/models HTTP/1.1", `Authorization: Bearer {{live<20}}${gap}{{live>20}}`],
}));

const good: readonly WireCase[] = [
  ...["Bearer", "bearer", "BEARER", "bEARER", "beareR", "BeArEr"].map((scheme) =>
    models(`the scheme as ${scheme}`, "accepted", `Authorization: ${scheme} {{live}}`),
  ),
  ...["authorization", "AUTHORIZATION", "aUtHoRiZaTiOn"].map((header) =>
    models(`the header as ${header}`, "accepted", `${header}: Bearer {{live}}`),
  ),
  ...[
    "Authorization:Bearer {{live}}",
    "Authorization:    Bearer {{live}}  ",
    "Authorization: Bearer {{live}}\t",
    "Authorization:\tBearer {{live}}",
    "Authorization: Bearer      {{live}}",
  ].map((header) => models(`spaces as in ${JSON.stringify(header)}`, "accepted", header)),
];

/** The same where operators come in, with whom no API key is ever any good. */
const operators: readonly WireCase[] = operatorHeaders([
  ["missing", ""],
  ["missing", "Authorization:"],
  ["missing", "Authorization: Bearer"],
  ["missing", "Authorization: Basic {{operator}}"],
  ["missing", "Authorization: Bearer\t{{operator}}"],
  ["missing", "Authorization: Bearer {{operator}} x"],
  ["missing", "X-Api-Key: {{operator}}"],
  ["not-an-operator", "Authorization: Bearer {{live}}"],
  ["not-an-operator", "Authorization: Bearer {{operator}}x"],
  ["not-an-operator", "Authorization: Bearer x{{operator}}"],
  ["not-an-operator", "Authorization: Bearer {{operator<20}}"],
  ["not-an-operator", "Authorization: Bearer {{operator~0}}"],
  ["not-an-operator", "Authorization: Bearer {{operator}},{{operator}}"],
  ["not-an-operator", "Authorization: Bearer e30.e30.e30"],
  ["not-an-operator", "Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJwcm8ifQ."],
  ["accepted", "Authorization: bearer {{operator}}"],
]);

function operatorHeaders(rows: readonly (readonly [Expectation, string])[]): WireCase[] {
  return rows.map(([expect, header]) => ({
    name: `an operator's ${JSON.stringify(header)}`,
    expect,
    lines: ["GET /api/manage/v1/accounts HTTP/1.1", ...(header === "" ? [] : [header])],
  }));
}

export const authorizationHeaders = [
  ...missing,
  ...nearMisses,
  ...bytes,
  ...split,
  ...good,
  ...operators,
];
