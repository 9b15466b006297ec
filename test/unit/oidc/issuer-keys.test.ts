import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { decodeProtectedHeader, type JWSHeaderParameters, type JWTVerifyGetKey } from "jose";
import { Deadline } from "../../../core/time/deadline.ts";
import { getJson } from "../../../functions/oidc/get-json.ts";
import { createIssuerKeys } from "../../../functions/oidc/issuer-keys.ts";
import { ample } from "../../support/deadlines.ts";
import { startIssuer, type TestIssuer } from "../../support/issuer.ts";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

/** May use the network within this machine: the issuer is one of its own. */
describe("an issuer's keys", () => {
  let issuer: TestIssuer;
  let keys: ReturnType<typeof keysOf>;
  let nowEpochMs: number;

  beforeEach(async () => {
    issuer = await startIssuer("client-1");
    nowEpochMs = 1_800_000_000_000;
    keys = keysOf(issuer.url);
  });
  afterEach(() => issuer.stop());

  function keysOf(url: string, deadline: Deadline = ample) {
    const keys = createIssuerKeys({ issuer: url, getJson, nowEpochMs: () => nowEpochMs });
    return {
      find: (...[header, token]: Parameters<JWTVerifyGetKey>) => keys.find(header, token, deadline),
      prefetch: () => keys.prefetch(deadline),
    };
  }

  async function newestKey(): Promise<JWSHeaderParameters> {
    return decodeProtectedHeader(await issuer.sign());
  }

  async function find(header: JWSHeaderParameters): Promise<unknown> {
    return keys.find({ alg: "RS256", ...header }, { payload: "", signature: "" });
  }

  it("are fetched once for many callers, from where the metadata says", async () => {
    const header = await newestKey();
    await Promise.all([keys.prefetch(), find(header), find(header), find(header)]);
    expect(issuer.requests).toEqual(["/.well-known/openid-configuration", "/jwks"]);
  });

  it("are found for an issuer whose name ends with a slash", async () => {
    issuer.metadata = { issuer: `${issuer.url}/` };
    await keysOf(`${issuer.url}/`).prefetch();
    expect(issuer.requests[0]).toBe("/.well-known/openid-configuration");
  });

  it("are fetched anew after ten minutes, so that a withdrawn key is then good no more", async () => {
    const withdrawn = await newestKey();
    await find(withdrawn);
    await issuer.rotate();
    issuer.keys.shift();
    nowEpochMs += 10 * minuteMs - 1;
    await find(withdrawn);
    nowEpochMs += 1;
    await expect(find(withdrawn)).rejects.toThrow("no applicable key");
    expect(issuer.requests).toHaveLength(4);
  });

  it("are fetched anew for a key that is not known yet", async () => {
    await keys.prefetch();
    await issuer.rotate();
    nowEpochMs += 30 * secondMs;
    expect(await find(await newestKey())).toBeDefined();
  });

  it("are fetched anew for an unknown key after a clock was set back, too", async () => {
    await keys.prefetch();
    await issuer.rotate();
    nowEpochMs -= 5 * minuteMs;
    expect(await find(await newestKey())).toBeDefined();
  });

  it("are not fetched anew for unknown keys more than twice a minute", async () => {
    await keys.prefetch();
    for (let second = 0; second < 60; second++) {
      nowEpochMs += secondMs;
      await expect(find({ kid: `made-up-${second}` })).rejects.toThrow("no applicable key");
    }
    expect(issuer.requests).toHaveLength(2 + 2 * 2);
  });

  it("are asked for again right after a failure", async () => {
    issuer.failure = (response) => response.destroy();
    await expect(keys.prefetch()).rejects.toThrow("could not be fetched");
    issuer.failure = undefined;
    expect(await find(await newestKey())).toBeDefined();
  });

  it.each([
    ["another issuer's", { issuer: "https://issuer.example" }, "names another issuer"],
    ["without an issuer", { issuer: undefined }, "names another issuer"],
    ["without a place of keys", { jwks_uri: undefined }, "is no URL"],
    [
      "with keys on a host that is not secure",
      { jwks_uri: "http://example.com/" },
      "must be https",
    ],
    ["with keys in a file", { jwks_uri: "file:///etc/hosts" }, "must be https"],
  ])("are not taken from metadata %s", async (_, metadata, problem) => {
    issuer.metadata = metadata;
    await expect(keys.prefetch()).rejects.toThrow(problem);
  });

  it.each(["http://example.com", "http://127.0.0.1.example.com", "ftp://127.0.0.1", "no URL"])(
    "are not asked for at %s",
    async (url) => {
      await expect(keysOf(url).prefetch()).rejects.toThrow(/must be https|is no URL/);
    },
  );

  it.each([
    ["no JSON", "<html>"],
    ["a list", "[]"],
    ["null", "null"],
    ["more than fits", JSON.stringify({ filler: "x".repeat(600_000) })],
  ])("are not taken from %s", async (_, body) => {
    issuer.failure = (response) => response.end(body);
    await expect(keys.prefetch()).rejects.toMatchObject({ name: "IssuerFault" });
  });

  it.each([[{}], [null], ["key-1"], [7]])("are not taken from a key set %j", async (odd) => {
    issuer.keys = Object(odd);
    await expect(keys.prefetch()).rejects.toThrow("has no list of keys");
  });

  it("are taken from among whatever else a set and the metadata have", async () => {
    issuer.metadata = {
      id_token_signing_alg_values_supported: "RS256",
      scopes_supported: null,
      claims_supported: [{}],
      "": 1,
    };
    const [good] = issuer.keys;
    issuer.keys = Object([null, 7, "key", [], {}, { kid: "x", use: "sig" }, good, ["key-1"]]);
    expect(await find(await newestKey())).toBeDefined();
  });

  it("are taken from documents that begin with a byte order mark", async () => {
    const documents = [
      { issuer: issuer.url, jwks_uri: `${issuer.url}/jwks` },
      { keys: issuer.keys },
    ];
    issuer.failure = (response) => response.end(`\ufeff${JSON.stringify(documents.shift())}`);
    expect(await find(await newestKey())).toBeDefined();
  });

  it("are not looked for where a redirect leads", async () => {
    issuer.failure = (response) => response.writeHead(302, { location: "/jwks" }).end();
    await expect(keys.prefetch()).rejects.toThrow("could not be fetched");
    expect(issuer.requests).toHaveLength(1);
  });

  it("are given up when the issuer keeps one waiting", async () => {
    issuer.failure = () => {};
    await expect(keysOf(issuer.url, new Deadline(50)).prefetch()).rejects.toThrow(
      "could not be fetched",
    );
    issuer.failure = (response) => response.writeHead(200).write("{");
    await expect(keysOf(issuer.url, new Deadline(50)).prefetch()).rejects.toThrow(
      "could not be fetched",
    );
  });
});
