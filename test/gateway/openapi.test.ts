import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { verifyPath } from "../../core/config/protected-routes.ts";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { synthesise } from "../../local/synthesise.ts";
import type { Resource } from "../../packages/cfn-local/template/model.ts";
import { readProduct } from "../../packages/cfn-local/template/product.ts";
import { contractDocument, operations } from "../support/contract-document.ts";
import { fetchDocumented } from "./support/documented.ts";

let latchkey: RunningLatchkey;

beforeAll(async () => {
  latchkey = await startLocal({ port: 0 });
});

afterAll(async () => {
  await latchkey.stop();
});

describe("GET /api/openapi.json", () => {
  it("answers anyone with the document, and lets caches keep it", async () => {
    const response = await fetchDocumented(`${latchkey.url}/api/openapi.json`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("cache-control")).toContain("public");
    expect(await response.json()).toEqual(contractDocument());
  });

  it.each(["br", "gzip"])("is compressed at the edge for whoever takes %s", async (encoding) => {
    const response = await fetch(`${latchkey.url}/api/openapi.json`, {
      headers: { "Accept-Encoding": encoding },
    });
    expect(response.headers.get("content-encoding")).toBe(encoding);
    expect(response.headers.get("vary")).toBe("Accept-Encoding");
    expect(await response.json()).toEqual(contractDocument());
  });

  it("is sent again only if it is another one than the client has, by whatever query", async () => {
    const url = `${latchkey.url}/api/openapi.json?again=1`;
    const first = await fetch(url);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^W\/"[0-9a-f]{32}"$/);
    const same = await fetch(url, { headers: { "If-None-Match": etag } });
    expect([same.status, await same.text()]).toEqual([304, ""]);
    expect(same.headers.get("cache-control")).toBe("public, max-age=300");
    const other = await fetch(url, { headers: { "If-None-Match": '"other"' } });
    expect(other.status).toBe(200);
  });

  it("answers the same to whoever sends a credential", async () => {
    const response = await fetchDocumented(`${latchkey.url}/api/openapi.json`, {
      headers: { Authorization: `Bearer ${latchkey.operatorToken}` },
    });
    expect(await response.json()).toEqual(contractDocument());
  });
});

describe("what is deployed", () => {
  it("has exactly the documented operations", async () => {
    const { apis } = await readProduct(await synthesise());
    // Any method of it is answered alike; the document has the one that clients should use.
    const deployed = [...apis.flatMap(({ root }) => methodsBelow(root)), `GET ${verifyPath}`];
    expect(deployed.sort()).toEqual(Object.keys(operations).sort());
  });

  it.each(Object.entries(operations).map(([route, { security }]) => ({ route, security })))(
    "asks for a credential where $route says so",
    async ({ route, security }) => {
      const [method = "", template = ""] = route.split(" ");
      const path = template.replace("{account_id}", "acct_1").replace("{id}", "00000000");
      const { status } = await fetchDocumented(`${latchkey.url}/api${path}`, { method });
      expect(status === 401).toBe(security.length > 0);
    },
  );
});

/** `ANY` is what answers 404 to all the rest. */
function methodsBelow({ path, methods, children }: Resource): string[] {
  const own = [...methods.keys()].filter((method) => method !== "ANY");
  return [...own.map((method) => `${method} ${path}`), ...children.flatMap(methodsBelow)];
}
