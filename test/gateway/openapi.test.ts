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
