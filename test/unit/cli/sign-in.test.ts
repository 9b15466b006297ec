import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Deployment } from "../../../cli/deployment/deployment.ts";
import { listenOnLoopback } from "../../../cli/sign-in/loopback.ts";
import { findSignInSettings } from "../../../cli/sign-in/settings.ts";
import { readSignIn, signInFile, writeSignIn } from "../../../cli/sign-in/sign-in-file.ts";

const address = "https://keys.example.com/api/manage/v1";
const settings = {
  issuer: "https://issuer.example/a&b",
  clientId: "client-1",
  scope: "openid email",
  audience: "https://api.example",
};

describe("how people sign in", () => {
  function deployed(outputs: Readonly<Record<string, string>>): Deployment {
    const rest = { isLocal: false, apiUrl: "https://a.example/api", aws: { endpoints: {} } };
    return { name: "stage prod", outputs: new Map(Object.entries(outputs)), ...rest };
  }
  const answering = (html: string) => async (url: URL) => {
    expect(url.href).toBe("https://keys.example.com/app/settings/api-keys");
    return { status: 200, headers: new Headers(), text: async () => html };
  };
  const never = async () => Promise.reject(new Error("asked"));
  const outputs = {
    OidcIssuer: settings.issuer,
    OidcClientId: settings.clientId,
    OidcScope: settings.scope,
    OidcAudience: settings.audience,
  };

  it("is an output of the stack", async () => {
    expect(await findSignInSettings(deployed(outputs), address, never)).toEqual(settings);
  });

  it("has no audience to ask for where tokens name the client alone", async () => {
    const pool = deployed({ ...outputs, OidcAudience: settings.clientId });
    expect((await findSignInSettings(pool, address, never)).audience).toBe("");
  });

  it("is what the settings page says where only an address is known", async () => {
    const page = answering(`<!doctype html>
<meta name="oidc-issuer" content="https://issuer.example/a&amp;b">
<meta name="oidc-client-id" content="client-1">
<meta name="oidc-scope" content="openid email">
<meta name="oidc-audience" content="https://api.example">`);
    expect(await findSignInSettings(undefined, address, page)).toEqual(settings);
  });

  it.each([
    ["a page of something else", "<h1>Shop</h1>"],
    ["an issuer that is no address", '<meta name="oidc-issuer" content="x">'],
  ])("is not known from %s", async (_, html) => {
    await expect(findSignInSettings(undefined, address, answering(html))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("https://keys.example.com does not say how to sign in"),
    });
  });

  it("is not known of a stack without users, or if nobody answers", async () => {
    await expect(findSignInSettings(deployed({}), address, never)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("The stack of stage prod does not say"),
    });
    await expect(findSignInSettings(undefined, address, never)).rejects.toMatchObject({
      exitCode: 3,
    });
  });
});

describe("the file of sign-ins", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "latchkey-config-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const signIn = {
    issuer: settings.issuer,
    clientId: "client-1",
    accessToken: "access",
    expiresAtEpochSeconds: 1_800_000_000,
    refreshToken: "refresh",
  };

  it("is its owner's alone, in a directory that is too, even where one lay about", async () => {
    const path = join(directory, "latchkey", "sign-in.json");
    await writeSignIn(path, address, signIn);
    expect(statSync(join(directory, "latchkey")).mode & 0o777).toBe(0o700);
    writeFileSync(`${path}.${process.pid}`, "", { mode: 0o666 });
    await writeSignIn(path, address, signIn);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("has one for each address", async () => {
    const path = join(directory, "sign-in.json");
    const other = { ...signIn, accessToken: "other", refreshToken: undefined };
    await writeSignIn(path, address, signIn);
    await writeSignIn(path, "https://b.example", other);
    expect(await readSignIn(path, address)).toEqual(signIn);
    await writeSignIn(path, address, undefined);
    expect(await readSignIn(path, address)).toBeUndefined();
    expect(await readSignIn(path, "https://b.example")).toMatchObject({ accessToken: "other" });
    expect(readFileSync(path, "utf8")).not.toContain('refresh"');
  });

  it("counts as empty where it is missing or malformed", async () => {
    const path = join(directory, "sign-in.json");
    for (const text of [undefined, "", "{", "[]", '{"a":1}']) {
      if (text !== undefined) writeFileSync(path, text);
      expect(await readSignIn(path, address)).toBeUndefined();
    }
  });

  it.each([
    [{ LATCHKEY_CONFIG_DIR: "/c", XDG_CONFIG_HOME: "/x", HOME: "/h" }, "linux", "/c"],
    [{ XDG_CONFIG_HOME: "/x", HOME: "/h" }, "linux", "/x/latchkey"],
    [{ HOME: "/h" }, "darwin", "/h/.config/latchkey"],
    [{ APPDATA: "/a", USERPROFILE: "/u" }, "win32", "/a/latchkey"],
    [{ APPDATA: "/a", HOME: "/h" }, "linux", "/h/.config/latchkey"],
  ] as const)("with %j on %s is in %s", (environment, platform, place) => {
    expect(signInFile(environment, platform)).toBe(join(place, "sign-in.json"));
  });
});

/** May use the network within this machine. */
describe("the way back to the terminal", () => {
  it("takes the next port where one is in use, and says so if none is left", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    await expect(listenOnLoopback([address.port])).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(`The ports ${address.port} are all in use`),
    });
    const loopback = await listenOnLoopback([address.port, 0]);
    expect(loopback.redirectUri).toBe("http://localhost:0/callback");
    loopback.close();
    server.close();
  });

  it("is waited for only so long", async () => {
    const loopback = await listenOnLoopback([0]);
    await expect(loopback.redirected("state", 1)).rejects.toMatchObject({ exitCode: 3 });
    loopback.close();
  });
});
