import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { parseKey } from "../../core/key/api-key.ts";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { synthesise } from "../../local/synthesise.ts";
import { Browser } from "./support/browser.ts";
import { signInAs } from "./support/sign-in.ts";

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Properties: z
        .object({
          Environment: z
            .object({ Variables: z.object({ LATCHKEY_CONFIG: z.string().optional() }) })
            .optional(),
        })
        .optional(),
    }),
  ),
});

/** The settings of each function as `npm start` serves it, by how its logical id begins. */
async function functionSettings(options: { readonly configFile?: string }) {
  const directory = await synthesise(options);
  const [file] = (await readdir(directory)).filter((name) => name.endsWith(".template.json"));
  const { Resources } = template.parse(
    JSON.parse(await readFile(join(directory, file ?? "none"), "utf8")),
  );
  const settings: Record<string, unknown> = {};
  for (const [id, { Properties }] of Object.entries(Resources)) {
    const [, name] = /^Functions(.+)Function[0-9A-F]{8}$/.exec(id) ?? [];
    const json = Properties?.Environment?.Variables.LATCHKEY_CONFIG;
    if (name && json) settings[name] = JSON.parse(json);
  }
  return settings;
}

it("the local run trusts its own machine unless the stage names other addresses", async () => {
  const { Authorizer, Models } = await functionSettings({});
  expect(Authorizer).toMatchObject({ verifyFrom: ["127.0.0.1", "::1"] });
  expect(Models).not.toHaveProperty("verifyFrom");
});

/** May start processes, listen on 127.0.0.1 and write to the temporary directory. */
describe("another configuration", () => {
  const configFile = fileURLToPath(new URL("../support/acme.config.ts", import.meta.url));
  let latchkey: RunningLatchkey;
  beforeAll(async () => {
    latchkey = await startLocal({
      port: 0,
      configFile,
      signIn: {},
    });
  });
  afterAll(() => latchkey?.stop());

  async function manage(method: string, path: string, body?: object, token?: string) {
    const response = await fetch(`${latchkey.url}/api/manage/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token ?? latchkey.operatorToken}`,
        "Content-Type": "application/json",
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: await response.json() };
  }

  async function models(key: string) {
    const response = await fetch(`${latchkey.url}/api/v1/models`, {
      headers: { Authorization: `Bearer ${key}` },
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  it("issues keys with its prefix, and holds them to its plans", async () => {
    expect(await manage("PUT", "/accounts/a", { plan: "team" })).toMatchObject({
      status: 201,
      body: { plan: "team", max_active_keys: 9 },
    });
    const { body } = await manage("POST", "/accounts/a/keys", { name: "Server" });
    expect(body).toMatchObject({ key_prefix: `acme_${body.id}`, rate_limit_per_minute: 7 });
    expect(parseKey(body.key, "acme_")?.id).toBe(body.id);

    const admitted = await models(body.key);
    expect(admitted.status).toBe(200);
    expect(admitted.headers.get("X-RateLimit-Limit")).toBe("7");

    await manage("PUT", "/accounts/a", { plan: "starter" });
    expect(await models(body.key)).toMatchObject({
      status: 403,
      body: { error: "Your plan has no API access." },
    });
    const explained = await manage("GET", `/accounts/a/keys/${body.id}/explain`);
    expect(explained.body).toMatchObject({
      verdict: "ineligible",
      error: "Your plan has no API access.",
    });
    const rotated = await manage("POST", `/accounts/a/keys/${body.id}/rotate`, {});
    expect(rotated.body.key).toMatch(/^acme_/);
  });

  it("has its scopes, costs, quotas and trusted addresses where requests are judged", async () => {
    const scopes = { "maps:list": {}, usage: {} };
    const routes = {
      "GET /v1/models": { scope: "maps:list", cost: 2 },
      "GET /v1/account": { cost: 3 },
    };
    const { Authorizer, KeyManagement } = await functionSettings({ configFile });
    expect(Authorizer).toMatchObject({ scopes, routes, verifyFrom: ["10.0.0.0/8", "2001:db8::1"] });
    expect(KeyManagement).toMatchObject({
      scopes,
      plans: [{}, { quotas: { day: 1000, month: 20_000 } }, {}],
    });
    const page = await (await fetch(`${latchkey.url}/app/settings/api-keys`)).text();
    expect(page).toContain("Read how much was used.");
  });

  it("knows no plan of the default configuration", async () => {
    expect(await manage("PUT", "/accounts/b", { plan: "agency" })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("must be one of starter, team, scale") },
    });
  });

  it("never takes a key for a credential of the management API", async () => {
    const presented = `acme_${randomBytes(24).toString("hex")}`;
    expect((await manage("GET", "/accounts", undefined, presented)).status).toBe(401);
  });

  it("describes itself: OpenAPI document, documentation and page", async () => {
    const text = async (path: string) => (await fetch(latchkey.url + path)).text();
    const document = await text("/api/openapi.json");
    expect(JSON.parse(document).info.title).toBe("Acme Maps API");
    const docs = await text("/docs/authentication");
    expect(docs).toContain("https://acme.example/support");
    const page = await text("/app/settings/api-keys");
    expect(page).toContain("API keys · Acme Maps");
    expect(page).toContain("&quot;upgradeUrl&quot;:&quot;https://acme.example/plans&quot;");
    for (const each of [document, docs, page, await text("/docs/found-a-key")]) {
      expect(each).not.toMatch(/sk_live_|enterprise/);
      expect(each).toContain("acme_");
    }
  });

  it("starts a user who signs in on its initial plan", async () => {
    if (!latchkey.signIn) throw new Error("nobody can sign in");
    const { access_token: accessToken } = await signInAs(
      latchkey.signIn,
      "free@example.com",
      new Browser(),
    );
    const { body: me } = await manage("GET", "/me", undefined, accessToken);
    const path = `/accounts/${me.account_id}/keys`;
    const created = await manage("POST", path, { name: "Mine" }, accessToken);
    expect(created).toMatchObject({ status: 201, body: { rate_limit_per_minute: 5 } });
    expect((await manage("GET", `/accounts/${me.account_id}`)).body).toMatchObject({
      plan: "starter",
      max_active_keys: 2,
    });
    expect((await models(created.body.key)).status).toBe(403);
  });
});
