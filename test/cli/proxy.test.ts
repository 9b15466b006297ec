import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import dns from "node:dns";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { createProxies } from "../../cli/network/proxies.ts";
import { startJsonServer } from "../support/json-server.ts";
import { type ConnectProxy, startConnectProxy } from "./support/connect-proxy.ts";
import { runTool } from "./support/run-tool.ts";
import { type SecureNetwork, startSecureNetwork } from "./support/secure-network.ts";

/* Reach: a proxy, and what it leads to, on 127.0.0.1; openssl; processes. No name is looked up. */

// Each call is a process of its own.
jest.setTimeout(60_000);

const hasOpenSsl = spawnSync("openssl", ["version"]).status === 0;
const local = { LATCHKEY_RUN_DIR: "/nowhere", LATCHKEY_OPERATOR_TOKEN: "T0PSECRET" };

let proxy: ConnectProxy;
afterEach(() => proxy.stop());

(hasOpenSsl ? describe : describe.skip)("behind a proxy, the command line reaches", () => {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-proxy-"));
  let network: SecureNetwork;
  beforeAll(async () => {
    network = await startSecureNetwork(directory);
  });
  afterAll(async () => {
    await network.stop();
    rmSync(directory, { recursive: true });
  });

  it.each([
    ["HTTPS_PROXY", "http://operator:s%40me@127.0.0.1", "operator:s@me"],
    ["https_proxy", "127.0.0.1", undefined],
  ])("the management API: %s=%s", async (variable, address, credentials) => {
    proxy = await startConnectProxy(network.port);
    const result = await runTool("latchkey", ["accounts", "list"], {
      ...local,
      LATCHKEY_URL: "https://keys.example.test",
      NODE_EXTRA_CA_CERTS: network.trusted,
      [variable]: `${address}:${proxy.port}`,
    });
    expect(result).toMatchObject({ exitCode: 0, stderr: "", json: { object: "list" } });
    expect(proxy.targets).toEqual(["keys.example.test:443"]);
    const basic = credentials && `Basic ${Buffer.from(credentials).toString("base64")}`;
    expect(proxy.credentials).toEqual([basic]);
  });

  it("AWS, with a sign-in by IAM Identity Center", async () => {
    proxy = await startConnectProxy(network.port);
    const result = await runTool("latchkey", ["accounts", "list", "--stage", "test"], {
      ...signIn(directory),
      LATCHKEY_RUN_DIR: "/nowhere",
      NODE_EXTRA_CA_CERTS: network.trusted,
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    });
    expect(result).toMatchObject({ exitCode: 0, stderr: "", json: { object: "list" } });
    expect(new Set(proxy.targets)).toEqual(
      new Set([
        "portal.sso.us-east-1.amazonaws.com:443",
        "cloudformation.us-east-1.amazonaws.com:443",
        "secretsmanager.us-east-1.amazonaws.com:443",
        "keys.example.test:443",
      ]),
    );
  });
});

/** The environment of somebody who has run `aws sso login`. */
function signIn(home: string): Record<string, string> {
  const startUrl = "https://example.awsapps.com/start";
  const cache = join(home, ".aws", "sso", "cache");
  mkdirSync(cache, { recursive: true });
  const config = join(home, ".aws", "config");
  writeFileSync(
    config,
    `[profile work]
region = us-east-1
sso_start_url = ${startUrl}
sso_region = us-east-1
sso_account_id = 111111111111
sso_role_name = Operator
`,
  );
  const token = { startUrl, accessToken: "local", expiresAt: "2099-01-01T00:00:00Z" };
  const name = createHash("sha1").update(startUrl).digest("hex");
  writeFileSync(join(cache, `${name}.json`), JSON.stringify(token));
  return { HOME: home, AWS_CONFIG_FILE: config, AWS_PROFILE: "work" };
}

describe("a proxy", () => {
  it("is not asked for addresses of this machine", async () => {
    proxy = await startConnectProxy(undefined);
    const api = await startJsonServer([
      { status: 200, body: '{"object":"list","data":[],"next_cursor":null}' },
    ]);
    const address = `http://127.0.0.1:${proxy.port}`;
    const result = await runTool("latchkey", ["accounts", "list"], {
      ...local,
      LATCHKEY_URL: api.endpoint.origin,
      HTTP_PROXY: address,
      HTTPS_PROXY: address,
    });
    await api.stop();
    expect(result).toMatchObject({ exitCode: 0, json: { object: "list" } });
    expect(proxy.targets).toEqual([]);
  });

  it("that refuses is told in one line, without its password", async () => {
    proxy = await startConnectProxy(undefined);
    const { exitCode, stderr } = await runTool("latchkey", ["accounts", "list"], {
      ...local,
      LATCHKEY_URL: "https://keys.example.test",
      HTTPS_PROXY: `http://${["operator", "s3same"].join(":")}@127.0.0.1:${proxy.port}`,
    });
    expect([exitCode, stderr.trim().split("\n")]).toEqual([3, [expect.stringContaining("407")]]);
    expect(stderr).not.toContain("s3same");
  });
});

describe("the environment", () => {
  const target = "https://keys.example.test/";
  const { lookup } = dns;
  let lookedUp: string[];

  function replaceLookup(value: unknown): void {
    Object.defineProperty(dns, "lookup", { value, configurable: true, writable: true });
  }

  /** Finds no name, without a question to the network. */
  function failLookup(name: string, ...rest: unknown[]): void {
    lookedUp.push(name);
    const callback = rest.at(-1);
    if (typeof callback === "function") callback(new Error(`no name is looked up: ${name}`));
  }

  /** @returns whether the proxy was asked for the address */
  async function isProxied(url: string, environment: Record<string, string>): Promise<boolean> {
    lookedUp = [];
    proxy = await startConnectProxy(undefined);
    const entries = Object.entries(environment).map(
      ([name, value]) => [name, value.replace("PORT", String(proxy.port))] as const,
    );
    const proxies = createProxies(Object.fromEntries(entries));
    const dispatcher = await proxies.dispatcherFor(new URL(url));
    replaceLookup(failLookup);
    try {
      const { origin } = new URL(url);
      await expect(dispatcher.request({ origin, path: "/", method: "GET" })).rejects.toThrow();
    } finally {
      replaceLookup(lookup);
      await proxies.close();
    }
    expect(lookedUp).toHaveLength(proxy.targets.length === 0 ? 1 : 0);
    return proxy.targets.length > 0;
  }

  const HTTPS_PROXY = "http://127.0.0.1:PORT";
  it.each([
    ["HTTPS_PROXY", { HTTPS_PROXY }, true],
    ["https_proxy", { https_proxy: HTTPS_PROXY }, true],
    ["no scheme", { HTTPS_PROXY: "127.0.0.1:PORT" }, true],
    ["HTTP_PROXY, for https", { HTTP_PROXY: HTTPS_PROXY }, false],
    ["an empty lower-case one before it", { HTTPS_PROXY, https_proxy: "" }, false],
    ["another host", { HTTPS_PROXY, NO_PROXY: "other.test,example.org" }, true],
    ["the host", { HTTPS_PROXY, NO_PROXY: "other.test, keys.example.test" }, false],
    ["no_proxy", { HTTPS_PROXY, no_proxy: "KEYS.example.test" }, false],
    ["the domain", { HTTPS_PROXY, NO_PROXY: "example.test" }, false],
    [".domain", { HTTPS_PROXY, NO_PROXY: ".example.test" }, false],
    ["*.domain", { HTTPS_PROXY, NO_PROXY: "*.example.test" }, false],
    ["the end of a word", { HTTPS_PROXY, NO_PROXY: "ample.test" }, true],
    ["host:port", { HTTPS_PROXY, NO_PROXY: "keys.example.test:443" }, false],
    ["another port", { HTTPS_PROXY, NO_PROXY: "keys.example.test:8443" }, true],
    ["*", { HTTPS_PROXY, NO_PROXY: "*" }, false],
  ])("says by %s whether there is one", async (_, environment, expected) => {
    expect(await isProxied(target, environment)).toBe(expected);
  });

  it("may name one for http alone", async () => {
    const environment = { HTTP_PROXY: "http://127.0.0.1:PORT" };
    expect(await isProxied("http://keys.example.test/", environment)).toBe(true);
  });

  it.each([["socks5://127.0.0.1:1080"], ["http://operator:s3same@"], ["http://[s3same"]])(
    "is refused without repeating what it says: %s",
    async (HTTPS_PROXY) => {
      proxy = await startConnectProxy(undefined);
      const dispatcher = createProxies({ HTTPS_PROXY }).dispatcherFor(new URL(target));
      await expect(dispatcher).rejects.toMatchObject({
        exitCode: 2,
        message: "HTTPS_PROXY must be an address such as http://proxy.example.com:3128.",
      });
    },
  );
});
