import { describe, expect, it } from "@jest/globals";
import { protectedRoutes, verifyPath } from "../../../../core/config/protected-routes.ts";
import { leakReportRoute, managementRoutes } from "../../../../functions/management/routes.ts";
import { contractDocument, operations } from "../../../support/contract-document.ts";

const text = JSON.stringify(contractDocument());
const document = contractDocument();

/**
 * Groups that look around or have a name, back references, and escapes that are not of all four:
 * `\A`, `\z`, `\p{…}`, `\u…`, and the slash, which nothing but a JavaScript literal escapes.
 */
const unlikeElsewhere = /\(\?(?!:)|\\[^dDwWsS.*+?^$()[\]{}|\\-]/;

describe("the OpenAPI document", () => {
  it("has the routes of the management API, those of the public one, and no other", () => {
    expect(Object.keys(operations).sort()).toEqual(
      [
        "GET /openapi.json",
        `GET ${verifyPath}`,
        leakReportRoute,
        ...protectedRoutes.map(({ route }) => route),
        ...managementRoutes,
      ].sort(),
    );
  });

  it("is JSON, the same each time", () => {
    expect(JSON.parse(text)).toEqual(contractDocument());
    expect(JSON.stringify(contractDocument())).toBe(text);
  });

  it("has nothing that a secret scanner would take for a key", () => {
    expect(text).not.toMatch(/sk_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}/);
    expect(text).not.toMatch(/sk_live_[0-9A-Za-z]{10}/);
    expect(text).toContain("sk_live_your_key_here");
  });

  it("fits into a mapping template, which has 300 KB", () => {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
    expect(Buffer.byteLength(text)).toBeLessThan(300 * 1024 * 0.8);
  });

  it("lets an answer have no field that it does not name", () => {
    const open: string[] = [];
    visit(contractDocument(), "", (node, pointer) => {
      const isObject = node.type === "object" && "properties" in node;
      if (isObject && node.additionalProperties !== false) open.push(pointer);
    });
    // What the document says of itself is only the beginning of what it is.
    expect(open.filter((pointer) => !pointer.startsWith("/components/schemas/OpenApi"))).toEqual(
      [],
    );
  });

  // Ranges such as `4XX` and tuples are good OpenAPI, but generators and validators fail on them.
  it("names each status by its number", () => {
    const statuses: string[] = [];
    visit(document, "", ({ responses }, pointer) => {
      if (pointer.startsWith("/paths/")) statuses.push(...Object.keys(responses ?? {}));
    });
    expect(statuses).toContain("200");
    expect(statuses.filter((status) => !/^[1-5]\d\d$/.test(status))).toEqual([]);
  });

  it("says of every array what its entries are, in one schema", () => {
    const arrays: unknown[] = [];
    visit(document, "", (node) => {
      if (node.type === "array") arrays.push(node);
    });
    expect(arrays.length).toBeGreaterThan(0);
    for (const array of arrays) {
      expect(array).toHaveProperty("items", expect.any(Object));
      expect(array).not.toHaveProperty("prefixItems");
    }
  });

  it("has patterns that mean the same to JavaScript, Python, Go and Java", () => {
    const patterns: string[] = [];
    visit(document, "", ({ pattern }) => {
      if (typeof pattern === "string") patterns.push(pattern);
    });
    expect(patterns.length).toBeGreaterThan(0);
    for (const pattern of patterns) {
      expect(() => [new RegExp(pattern), new RegExp(pattern, "u")]).not.toThrow();
      expect(pattern).toMatch(/^\^.*\$$/);
      expect(pattern).not.toMatch(unlikeElsewhere);
    }
  });

  it("describes every operation, each under a name of its own", () => {
    const all = Object.values(operations);
    expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length);
    for (const { summary, description } of all) {
      expect(summary).toMatch(/^[A-Z].*[^.]$/);
      expect(description).toMatch(/^[A-Z`].*\.$/);
    }
  });
});

type Visit = (node: Readonly<Record<string, unknown>>, pointer: string) => void;

function visit(node: unknown, pointer: string, see: Visit): void {
  if (typeof node !== "object" || node === null) return;
  const entries = Object.entries(node);
  see(Object.fromEntries(entries), pointer);
  for (const [name, child] of entries) visit(child, `${pointer}/${name}`, see);
}
