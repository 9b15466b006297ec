import fc from "fast-check";
import { foreignFields, notTexts, notWholeNumbers } from "../../support/json-bodies.ts";
import { bytesOf, type WireCase } from "./wire-case.ts";

/** Existing ids, with which some requests get further than the first check. */
export interface Known {
  readonly accountIds: readonly string[];
  readonly keyIds: readonly string[];
  /** Credentials, good ones and such that were. */
  readonly tokens: readonly string[];
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND"];

const segments = [
  ..."acct_1 AAAAAAAA import %2e%2e .. . %2F %5c %00 %ff %C3%28 %E2%82%AC %zz % %% a%20b".split(
    " ",
  ),
  ..."__proto__ constructor {account_id} {proxy+} KEY%23x a;b=1 ' %22 * sk_live_x $ ~ &".split(" "),
  "",
  "auth0%7C1",
  "jo%2B1%40example.com",
  "a".repeat(128),
  "a".repeat(129),
  "a".repeat(2_000),
];

const texts = [
  ...segments,
  ..."0 1 20 100 101 -1 1e1 %2B1 true false TRUE usage null NaN 9007199254740993".split(" "),
];

const queryNames = [
  ..."limit cursor email id_prefix is_active include dry_run __proto__ constructor limit[] %ff a.b".split(
    " ",
  ),
  "",
];

const contentTypes = [
  ..."application/json text/plain application/xml multipart/form-data x ;".split(" "),
  "application/json; charset=utf-8",
  "Application/JSON",
  "application/x-www-form-urlencoded",
];

const fieldNames = [
  ..."name plan contact_email max_active_keys rate_limit_per_minute is_active expires_at environment".split(
    " ",
  ),
  ..."grace_period_seconds sha256".split(" "),
  ...foreignFields,
];

const fieldValues = [
  ...notTexts,
  ...notWholeNumbers,
  ...'"Test" "agency" "free" "production" 1 90 91 604800 true false -0 1e2 NaN'.split(" "),
  '"2100-01-01T00:00:00Z"',
  '"9999-12-31T23:59:59-23:59"',
  '"\\u0000"',
  '"\\ud800"',
  '"  padded  "',
  JSON.stringify("💥".repeat(100)),
  JSON.stringify("0f".repeat(32)),
  JSON.stringify("x".repeat(101)),
];

const field = fc
  .tuple(fc.constantFrom(...fieldNames), fc.constantFrom(...fieldValues))
  .map(([name, value]) => `${JSON.stringify(name)}:${value}`);

const body = fc.oneof(
  { weight: 3, arbitrary: fc.constant(Buffer.alloc(0)) },
  {
    weight: 6,
    arbitrary: fc
      .array(field, { maxLength: 4 })
      .map((fields) => Buffer.from(`{${fields.join(",")}}`)),
  },
  { weight: 2, arbitrary: fc.json().map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      Buffer.from("\ufeff{}"),
      Buffer.from("[".repeat(4_000)),
      Buffer.from(JSON.stringify({ name: "x".repeat(9_000) })),
      Buffer.from('{"name":"a","name":1}'),
      Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
    ),
  },
);

/** Visible characters, and bytes beyond ASCII as HTTP lets them through. */
const headerText = fc.oneof(
  fc.constantFrom(...texts),
  fc.string({ maxLength: 40 }).map((text) => text.replace(/[^ -~]/g, "")),
  fc.constant("\u00e9\u200b"),
  fc.constant("x".repeat(300)),
);

const headerNames = [
  ..."Idempotency-Key If-None-Match X-Forwarded-For Accept Origin".split(" "),
  ..."X-Amz-Date X-Api-Key Cookie Range Accept-Encoding User-Agent __proto__".split(" "),
];

const header = fc
  .tuple(fc.constantFrom(...headerNames), headerText)
  .map(([name, value]) => `${name}: ${value}`);

function authorization({ tokens }: Known): fc.Arbitrary<string[]> {
  const scheme = fc.constantFrom("Bearer", "bearer", "Basic", "Bearer  ", "");
  const known = fc.constantFrom(...tokens);
  const good = known.map((token) => [`Authorization: Bearer ${token}`]);
  const none: string[] = [];
  const near = fc
    .tuple(scheme, fc.oneof(known, headerText), fc.constantFrom("", "x", ",", " x"))
    .map(([name, token, end]) => [`Authorization: ${name} ${token}${end}`]);
  return fc.oneof(
    { weight: 16, arbitrary: good },
    { weight: 2, arbitrary: near },
    { weight: 1, arbitrary: fc.constant(none) },
    { weight: 1, arbitrary: good.map(([line = ""]) => [line, line]) },
  );
}

const parameter = fc
  .tuple(fc.constantFrom(...queryNames), fc.constantFrom(...texts))
  .map(([name, value]) => `${name}=${value}`);
const queries = fc.oneof(
  { weight: 3, arbitrary: fc.constant("") },
  {
    weight: 1,
    arbitrary: fc.array(parameter, { maxLength: 3 }).map((all) => `?${all.join("&")}`),
  },
);

const keysPath = "/accounts/ACCOUNT/keys";
const keyPath = `${keysPath}/KEY`;
/** Every operation, with a body that it takes; `ACCOUNT` and `KEY` stand for ids. */
const operations = [
  ["GET", "/accounts", ""],
  ["GET", "/keys/KEY", ""],
  ["PUT", "/accounts/ACCOUNT", '"plan":"agency"'],
  ["GET", "/accounts/ACCOUNT", ""],
  ["GET", "/accounts/ACCOUNT/events", ""],
  ["GET", keysPath, ""],
  ["POST", keysPath, '"name":"Test"'],
  ["POST", `${keysPath}/import`, `"name":"Test","sha256":"${"0f".repeat(32)}"`],
  ["GET", keyPath, ""],
  ["PATCH", keyPath, '"is_active":true'],
  ["DELETE", keyPath, ""],
  ["POST", `${keyPath}/rotate`, '"grace_period_seconds":60'],
  ["GET", `${keyPath}/explain`, ""],
] as const;

/** A method, a target and a body that belong together, or nearly so. */
function aimed({ accountIds, keyIds }: Known) {
  const id = (known: readonly string[]) =>
    fc.oneof(
      { weight: 7, arbitrary: fc.constantFrom(...known) },
      { weight: 1, arbitrary: fc.constantFrom(...segments) },
    );
  const extra = fc.oneof(
    { weight: 2, arbitrary: fc.constant("") },
    { weight: 1, arbitrary: field },
  );
  return fc
    .tuple(fc.constantFrom(...operations), id(accountIds), id(keyIds), extra, queries)
    .map(([[method, path, fields], account, key, more, query]) => ({
      method,
      target: `/api/manage/v1${path}${query}`.replace("ACCOUNT", account).replace("KEY", key),
      body: Buffer.from(fields === "" ? "" : `{${fields}${more && `,${more}`}}`),
    }));
}

/** Whatever comes to mind. */
function wild({ accountIds, keyIds }: Known) {
  const account = fc.oneof(fc.constantFrom(...accountIds), fc.constantFrom(...segments));
  const key = fc.oneof(fc.constantFrom(...keyIds), fc.constantFrom(...segments));
  const end = fc.constantFrom("", "/rotate", "/explain", "/", "//", "/x");
  const steps = fc.constantFrom("api", "v1", "manage", "models", ...segments);
  const path = fc.oneof(
    fc.constantFrom("/api/v1/models", "/api/v1/account", "/api/openapi.json", "*"),
    account.map((id) => `/api/manage/v1/accounts/${id}`),
    fc.tuple(account, key, end).map(([a, k, e]) => `/api/manage/v1/accounts/${a}/keys/${k}${e}`),
    fc.array(steps).map((all) => `/${all.join("/")}`),
  );
  const target = fc.tuple(path, queries).map((parts) => parts.join(""));
  return fc.record({ method: fc.constantFrom(...methods), target, body });
}

/** Requests of every kind, most of them near to one that would be served. */
export function hostileRequests(known: Known): fc.Arbitrary<WireCase> {
  const contentType = fc.oneof(
    { weight: 12, arbitrary: fc.constant(["Content-Type: application/json"]) },
    { weight: 1, arbitrary: fc.constantFrom(...contentTypes).map((it) => [`Content-Type: ${it}`]) },
    { weight: 1, arbitrary: fc.constant([]) },
  );
  const headers = fc
    .tuple(authorization(known), contentType, fc.array(header, { maxLength: 3 }))
    .map((lines) => lines.flat());
  // The answer to a HEAD has no body to check, whatever it is taken for.
  const overriding = methods.filter((method) => method !== "HEAD");
  const override = fc.oneof(
    { weight: 15, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...overriding) },
  );
  const request = fc.oneof(
    { weight: 4, arbitrary: aimed(known) },
    { weight: 1, arbitrary: fc.tuple(aimed(known), body).map(([it, body]) => ({ ...it, body })) },
    { weight: 1, arbitrary: wild(known) },
  );
  return fc.tuple(request, headers, override).map(([{ method, target, body }, lines, override]) => {
    const isOverridden = override !== undefined && method !== "HEAD";
    const overrides = isOverridden ? [`X-HTTP-Method-Override: ${override}`] : [];
    const all = [`${method} ${target} HTTP/1.1`, ...lines, ...overrides];
    return {
      name: "made up",
      lines: all.map(bytesOf),
      ...(body.length > 0 ? { body: bytesOf(body) } : {}),
    };
  });
}
