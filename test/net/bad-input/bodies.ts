import { foreignFields, notTexts, notWholeNumbers } from "../../support/json-bodies.ts";
import { bytesOf, type WireCase } from "./wire-case.ts";

/*
 * Bodies of every operation that takes one. What is carried out must fit the OpenAPI document, so
 * that a field which slips through is found without a word said of it here.
 */

interface Operation {
  readonly method: string;
  readonly path: string;
  /** Fields with which it is carried out. */
  readonly good: Readonly<Record<string, string>>;
  /** Further fields that it takes. */
  readonly others: readonly string[];
  readonly isBodyOptional?: boolean;
}

const sha256 = JSON.stringify("0f".repeat(32));
const operations: readonly Operation[] = [
  {
    method: "PUT",
    path: "/accounts/fresh",
    good: { plan: '"pro"' },
    others: ["name", "contact_email", "max_active_keys"],
  },
  {
    method: "PUT",
    path: "/accounts/agency",
    good: { plan: '"pro"' },
    others: ["name", "contact_email", "max_active_keys"],
  },
  {
    method: "POST",
    path: "/accounts/agency/keys",
    good: { name: '"x"' },
    others: ["rate_limit_per_minute", "expires_at", "environment"],
  },
  {
    method: "POST",
    path: "/accounts/agency/keys/import",
    good: { name: '"x"', sha256 },
    others: ["rate_limit_per_minute", "expires_at", "environment", "dry_run"],
  },
  {
    method: "PATCH",
    path: "/accounts/agency/keys/{{spareId}}",
    good: { name: '"y"' },
    others: ["is_active", "rate_limit_per_minute", "expires_at"],
  },
  {
    method: "POST",
    path: "/accounts/agency/keys/{{spareId}}/rotate",
    good: {},
    others: ["grace_period_seconds"],
    isBodyOptional: true,
  },
];

const text = (value: string) => JSON.stringify(value);

/** JSON texts, and some that are none, for a field that wants something else. */
const values: readonly string[] = [
  ...new Set([
    ...notTexts,
    ...notWholeNumbers,
    ..."0 -0 0.0 -1 1.0 1.5 1e1 1e-7 1E400 -1E400 2 25 90 91 100 10000 10001 604800 604801".split(
      " ",
    ),
    ..."9007199254740991 9007199254740992 1e21 false NaN Infinity -Infinity undefined 01 +1 .5 1. 0x1".split(
      " ",
    ),
    ...[
      "",
      " ",
      "  padded  ",
      "agency",
      "AGENCY",
      "gold",
      "free",
      "production",
      "test",
      "1",
      "true",
      "null",
    ].map(text),
    ...[
      "x".repeat(100),
      "x".repeat(101),
      "💥".repeat(100),
      "💥".repeat(101),
      "é",
      "e\u0301",
      "\u202e",
      "\u200b",
      "<script>",
      "'; --",
      "$x",
      "{{x}}",
      "%s",
    ].map(text),
    ...[
      "\\u0000",
      "\\u0007",
      "\\u007f",
      "\\u0085",
      "\\u2028",
      "\\ud800",
      "\\udc00\\ud800",
      "\\ufffd",
      "\\uFEFF",
      "a\\nb",
    ].map((escaped) => `"${escaped}"`),
    ...[
      "2100-01-01T00:00:00Z",
      "2100-01-01T00:00:00+23:59",
      "9999-12-31T23:59:59-23:59",
      "2100-01-01",
      "2100-02-30T00:00:00Z",
      "2100-13-01T00:00:00Z",
      "2100-01-01T24:00:00Z",
      "2100-01-01T00:00:60Z",
      "2100-01-01 00:00:00Z",
      "2020-01-01T00:00:00Z",
      "0000-01-01T00:00:00Z",
      "+02100-01-01T00:00:00Z",
      "2100-01-01T00:00:00.999999999Z",
      "2100-W01-1T00:00:00Z",
      "tomorrow",
    ].map(text),
    ...["0f".repeat(32), "0F".repeat(32), "0f".repeat(31), "0f".repeat(33), "zz".repeat(32)].map(
      text,
    ),
    '{"$gt":""}',
    '{"S":"x"}',
    '{"valueOf":null}',
    "[[[[]]]]",
  ]),
];

/** Whole bodies that are no object, or none that a reader should take. */
const wholes: readonly string[] = [
  ...'null true 1 -0 1e309 NaN [] [{}] {} " { } [ ,, {} {}} {}x'.split(" "),
  " ",
  "\0",
  '"text"',
  '{"name"}',
  '{"name":}',
  '{"name":"x",}',
  '{,"name":"x"}',
  "{'name':'x'}",
  '{name:"x"}',
  '{"name":"x"}{"name":"y"}',
  '{"name":"x"}\0',
  '/**/{"name":"x"}',
  '{"name":"x"}//',
  '{"name":"a\tb"}',
  '{"name":"\\x41"}',
  '{"name":"\\u00"}',
  '[{"name":"x"}]',
  "name=x&plan=agency",
  "<name>x</name>",
  "--x\r\nContent-Disposition: form-data; name=name\r\n\r\nx\r\n--x--",
  "[".repeat(4_000),
  "[".repeat(4_000) + "]".repeat(4_000),
  '{"name":'.repeat(900),
  `${'{"name":'.repeat(800)}1${"}".repeat(800)}`,
  `{"name":"${"x".repeat(8_180)}"}`,
  `{"name":"${"x".repeat(9_000)}"}`,
  `{"name":"${"x".repeat(70_000)}"}`,
  `{"rate_limit_per_minute":${"9".repeat(8_000)}}`,
  `{${Array.from({ length: 700 }, (_, index) => `"f${index}":0`).join(",")}}`,
  bytesOf('{"name":"é"}').replace("Ã©", "é"),
  '{"name":"\xff\xfe"}',
  '{"name":"\xc0\xaf"}',
  '{"name":"\xed\xa0\x80"}',
  '{"name":"\xf4\x90\x80\x80"}',
  '{"name":"\xe2\x82"}',
  '{"na\xffme":"x"}',
  "\xff\xfe{\0}\0",
  "\0{\0}",
  "\x1f\x8b\x08\0",
];

const contentTypes = [
  "",
  "text/plain",
  "text/json",
  "application/jsonp",
  "application/json5",
  "application/problem+json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/xml",
  "application/x-amz-json-1.0",
  "application/octet-stream",
  "*/*",
  "application/json, text/plain",
  "json",
  ";",
  "application/json;",
  "Application/JSON; charset=utf-8",
  "application/json; charset=utf-16",
  "application/json; charset=latin1",
  "\u00a0application/json",
];

function write(
  { method, path }: Operation,
  name: string,
  body: string,
  type = "application/json",
): WireCase {
  return {
    name,
    lines: [
      `${method} /api/manage/v1${path} HTTP/1.1`,
      "Authorization: Bearer {{operator}}",
      ...(type === "" ? [] : [`Content-Type: ${type}`]),
    ],
    body,
  };
}

function object(fields: Readonly<Record<string, string>>, ...more: readonly string[]): string {
  const members = Object.entries(fields).map(([name, value]) => `${text(name)}:${value}`);
  return bytesOf(`{${[...members, ...more].join(",")}}`);
}

function fieldCases(operation: Operation): WireCase[] {
  const { good, others } = operation;
  return [...Object.keys(good), ...others].flatMap((field) => {
    const rest = Object.fromEntries(Object.entries(good).filter(([name]) => name !== field));
    return [
      write(operation, `without ${field}`, object(rest)),
      write(operation, `${field} twice`, object(good, `${text(field)}:1`, `${text(field)}:[]`)),
      ...values.map((value) =>
        write(
          operation,
          `${field} as ${value.slice(0, 40)}`,
          object(rest, `${text(field)}:${value}`),
        ),
      ),
    ];
  });
}

/** What is stored beside what may be set; nobody may set it, whatever they call it. */
function massAssignments(operation: Operation): WireCase[] {
  const taken = new Set([...Object.keys(operation.good), ...operation.others]);
  const names = [
    ...foreignFields,
    ..."d od op ou oa".split(" "),
    ..."sequence actor subscription role roles is_admin Name NAME __defineGetter__".split(" "),
  ];
  return [...new Set(names)]
    .filter((name) => !taken.has(name))
    .flatMap((name) =>
      ['"free"', "true"].map((value) => ({
        ...write(
          operation,
          `${name} set to ${value}`,
          object(operation.good, `${text(name)}:${value}`),
        ),
        expect: "bad-request" as const,
      })),
    );
}

function otherCases(operation: Operation): WireCase[] {
  return [
    ...massAssignments(operation),
    ...wholes.map((body) =>
      write(operation, `the body ${JSON.stringify(body.slice(0, 40))}`, body),
    ),
    ...contentTypes.map((type) =>
      write(operation, `the type ${JSON.stringify(type)}`, object(operation.good), type),
    ),
  ];
}

/** That an account is made or changed is the same to most bodies. */
const distinct = operations.filter(({ path }) => path !== "/accounts/fresh");

export const bodies: readonly WireCase[] = [
  ...operations.flatMap(fieldCases),
  ...distinct.flatMap(otherCases),
];
