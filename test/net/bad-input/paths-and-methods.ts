import type { WireCase } from "./wire-case.ts";

/*
 * Paths that a router, a proxy or a file system might take for another one, and methods that do not
 * belong. Without a credential no spelling may lead to what a credential guards.
 */

const models = "/api/v1/models";
const keys = "/api/manage/v1/accounts/agency/keys";

/** One path, spelled so that some reader on the way may take it for the other. */
function spellings(path: string): string[] {
  const [, , ...steps] = path.split("/");
  const rest = steps.join("/");
  const last = path.at(-1) ?? "";
  const escapedLast = `%${last.charCodeAt(0).toString(16)}`;
  return [
    `/${path}`,
    `//${path}`,
    `${path}/`,
    `${path}//`,
    `/api//${rest}`,
    `/api/./${rest}`,
    `/api/x/../${rest}`,
    `/docs/..${path}`,
    `/docs/%2e%2e${path}`,
    `/api/../api/${rest}`,
    `/api/%2e/${rest}`,
    `/api/%2E%2E/api/${rest}`,
    `/api/..;/api/${rest}`,
    `/api/..%2fapi/${rest}`,
    `/api%2f${rest}`,
    `/api%5c${rest}`,
    `/api\\${rest}`,
    path.replaceAll("/", "%2F").replace("%2F", "/"),
    path.toUpperCase(),
    path.replace("models", "Models").replace("keys", "Keys"),
    path.slice(0, -1) + escapedLast,
    path.slice(0, -1) + escapedLast.replace("%", "%25"),
    `${path}%20`,
    `${path}%00`,
    `${path}%00.html`,
    `${path}%0a`,
    `${path}%ff`,
    `${path}%`,
    `${path}%zz`,
    `${path}%c0%af`,
    `${path}.json`,
    `${path}.`,
    `${path}..`,
    `${path}/..`,
    `${path}/.`,
    `${path}/../models`,
    `${path};a=b`,
    `${path};/`,
    `${path}:443`,
    `${path}@x`,
    `${path}~`,
    `${path}#fragment`,
    `${path}?`,
    `${path}??`,
    `${path}?x=%`,
    `${path}?__proto__=1&constructor=2`,
    `${path}?${"a=b&".repeat(900)}`,
    `${path}/${"a".repeat(3_000)}`,
    `${path}/${"../".repeat(50)}etc/passwd`,
    `/api/{proxy+}`,
    `/api/v1/{account_id}`,
    `http://127.0.0.1${path}`,
    `https://example.com${path}`,
    `//example.com${path}`,
    path.slice(1),
    `*${path}`,
    `/stage${path}`,
    `/prod/${rest}`,
    `/%61pi/${rest}`,
    `/API/${rest}`,
  ];
}

const anonymous = [...spellings(models), ...spellings(keys)].map(
  (target): WireCase => ({
    name: "a path without a credential",
    lines: [`GET ${target} HTTP/1.1`],
    expect: "not-served",
  }),
);

const credited: readonly WireCase[] = [
  ...spellings(models).map((target) => ({
    name: "a path with a key",
    lines: [`GET ${target} HTTP/1.1`, "Authorization: Bearer {{live}}"],
  })),
  ...spellings(`${keys}/{{spareId}}`).map((target) => ({
    name: "a path of a key, with an operator's token",
    lines: [`DELETE ${target} HTTP/1.1`, "Authorization: Bearer {{operator}}"],
  })),
];

const methods = [
  ..."HEAD OPTIONS TRACE CONNECT POST PUT PATCH DELETE PROPFIND QUERY PURGE BREW".split(" "),
  ..."get Get gET GETS G LINK SEARCH M-SEARCH REPORT LOCK __proto__ constructor".split(" "),
];

const oddMethods: readonly WireCase[] = methods.flatMap((method) =>
  [
    [models, "{{live}}"],
    [`${keys}/{{spareId}}`, "{{operator}}"],
  ].map(([target, token]) => ({
    name: `the method ${method}`,
    lines: [`${method} ${target} HTTP/1.1`, `Authorization: Bearer ${token}`],
  })),
);

const overrides: readonly WireCase[] = [
  ..."X-HTTP-Method-Override X-Method-Override X-HTTP-Method _method".split(" ").flatMap((header) =>
    ["GET", "DELETE", "get", "", "TRACE", "x y"].map((method) => ({
      name: `${header}: ${method}`,
      lines: [`POST ${models} HTTP/1.1`, `${header}: ${method}`],
      expect: "not-served" as const,
    })),
  ),
  ..."X-Original-URL X-Rewrite-URL X-Forwarded-Prefix X-Forwarded-Path X-Original-Uri"
    .split(" ")
    .map((header) => ({
      name: header,
      lines: [`GET /api/openapi.json?x HTTP/1.1`, `${header}: ${keys}`],
    })),
  ...[
    "X-Forwarded-For: 127.0.0.1",
    "X-Forwarded-Host: evil.example",
    "Forwarded: for=127.0.0.1",
    "X-Amz-Security-Token: x",
    "X-Amzn-Trace-Id: x",
    "Via: 1.1 x",
    "Upgrade: websocket",
    "Upgrade: h2c",
    "Expect: 100-continue",
    "Expect: x",
    "TE: trailers",
    "Content-Encoding: gzip",
    "Accept: x",
    "Range: bytes=0-0",
    "If-Match: x",
    "If-None-Match: *",
    "Host: evil.example",
  ].map((header) => ({
    name: header,
    lines: [`GET ${models} HTTP/1.1`, header],
    expect: "not-served" as const,
  })),
];

const messages: readonly WireCase[] = [
  ...[
    "HTTP/1.0",
    "HTTP/0.9",
    "HTTP/2.0",
    "HTTP/1.10",
    "http/1.1",
    "HTTP/1,1",
    "",
    "HTTP/1.1 x",
    "HTTPS/1.1",
  ].map((version) => ({
    name: `the version ${JSON.stringify(version)}`,
    lines: [`GET ${models} ${version}`.trim()],
    expect: "not-served" as const,
  })),
  ...[
    "",
    " ",
    "GET",
    "GET ",
    `GET  ${models} HTTP/1.1`,
    ` GET ${models} HTTP/1.1`,
    `GET ${models}\tHTTP/1.1`,
    "\u0016\u0003\u0001",
    "{}",
  ].map((line) => ({
    name: `the request line ${JSON.stringify(line)}`,
    lines: [line],
    expect: "not-served" as const,
  })),
  ...[
    "Content-Length: -1",
    "Content-Length: x",
    "Content-Length: 1e3",
    "Content-Length: +2",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: x",
    "no colon",
    ": no name",
    "a b: x",
    "X: \u0001",
  ].map((header) => ({
    name: `the header ${JSON.stringify(header)}`,
    lines: [`POST ${keys} HTTP/1.1`, header],
    expect: "not-served" as const,
  })),
  {
    name: "two lengths, by which a request might be smuggled",
    lines: [`POST ${keys} HTTP/1.1`, "Content-Length: 4", "Content-Length: 5"],
    body: "x=12",
    expect: "not-served",
  },
  {
    name: "a length and chunks, by which a request might be smuggled",
    lines: [`POST ${keys} HTTP/1.1`, "Content-Length: 4", "Transfer-Encoding: chunked"],
    body: `0\r\n\r\nDELETE ${keys}/x HTTP/1.1\r\n\r\n`,
    expect: "not-served",
  },
];

export const pathsAndMethods = [
  ...anonymous,
  ...credited,
  ...oddMethods,
  ...overrides,
  ...messages,
];
