import { describe, expect, it } from "@jest/globals";
import { parseCustomDomain } from "../../lib/custom-domain.ts";
import { parseForeignKeyPrefix } from "../../lib/foreign-key-prefix.ts";
import { checkFlagNames } from "../../lib/known-flags.ts";
import { parseSignIn } from "../../lib/sign-in.ts";
import { parseDefaultVerifyFrom } from "../../lib/verify-from.ts";
import { settingsOf } from "./support/stages.ts";

/** As the CDK CLI hands over what follows `-c`. */
function context(values: Readonly<Record<string, unknown>>) {
  return (name: string): unknown => values[name];
}

const other = {
  oidcIssuer: "https://a.example",
  oidcAudience: "latchkey",
  oidcClientId: "page",
};

function signIn(values: Readonly<Record<string, unknown>>) {
  return parseSignIn(context(values), settingsOf("dev").signIn);
}

describe("the flags of sign-in", () => {
  it("are not needed: users then come from a pool, each with an account of their own", () => {
    expect(signIn({})).toEqual({
      accountClaim: "sub",
      by: { callbackUrls: ["http://localhost:3000/app/settings/api-keys"] },
    });
  });

  it("say where the pool sends people back to", () => {
    const callbackUrls = "https://a.example/keys,http://localhost:8080/keys";
    expect(signIn({ callbackUrls, oidcAccountClaim: "account" })).toEqual({
      accountClaim: "account",
      by: { callbackUrls: ["https://a.example/keys", "http://localhost:8080/keys"] },
    });
  });

  it("name another issuer, to the letter", () => {
    const url = "https://issuer.example/tenant/";
    expect(signIn({ oidcIssuer: url, oidcAudience: "latchkey", oidcClientId: "page" })).toEqual({
      accountClaim: "sub",
      by: { issuer: { url, audience: "latchkey" }, client: { id: "page", scope: "openid email" } },
    });
  });

  it("say what the settings page asks another issuer for", () => {
    const oidcScope = "openid offline_access api://latchkey/keys";
    expect(signIn({ ...other, oidcScope })).toMatchObject({
      by: { client: { id: "page", scope: oidcScope } },
    });
  });

  it.each([
    [{ oidcIssuer: "https://a.example" }, "-c oidcIssuer=… needs -c oidcAudience=… beside it"],
    [{ oidcAudience: "x" }, "-c oidcAudience=… needs -c oidcIssuer=… beside it"],
    [{ oidcClientId: "x" }, "-c oidcClientId=… needs -c oidcIssuer=… beside it"],
    [{ oidcScope: "openid" }, "-c oidcScope=… needs -c oidcIssuer=… beside it"],
    [
      { oidcIssuer: "https://a.example", oidcAudience: "x" },
      "-c oidcIssuer=… needs -c oidcClientId=… beside it",
    ],
    [{ ...other, oidcClientId: "" }, "-c oidcClientId=… must have a value"],
    [{ ...other, oidcClientId: 'a"b' }, "-c oidcClientId=… must be 1 to 256"],
    [{ ...other, oidcClientId: "a b" }, "-c oidcClientId=… must be 1 to 256"],
    [{ ...other, oidcScope: "email" }, "-c oidcScope=… must be scopes"],
    [{ ...other, oidcScope: "openid  email" }, "-c oidcScope=… must be scopes"],
    [{ ...other, oidcScope: " openid" }, "-c oidcScope=… must be scopes"],
    [{ ...other, oidcScope: 'openid "' }, "-c oidcScope=… must be scopes"],
    [{ oidcIssuer: "http://a.example", oidcAudience: "x" }, "-c oidcIssuer=… must be an https URL"],
    [{ oidcIssuer: "a.example", oidcAudience: "x" }, "-c oidcIssuer=… must be an https URL"],
    [{ oidcIssuer: "https://a.example?x", oidcAudience: "x" }, "without user, query or fragment"],
    [{ oidcIssuer: "https://u@a.example", oidcAudience: "x" }, "without user, query or fragment"],
    [{ oidcIssuer: "https://a.example#", oidcAudience: "x" }, "without user, query or fragment"],
    [{ oidcIssuer: "", oidcAudience: "x" }, "-c oidcIssuer=… must have a value"],
    [{ oidcIssuer: 7, oidcAudience: "x" }, "-c oidcIssuer=… must have a value"],
    [{ oidcAccountClaim: "" }, "-c oidcAccountClaim=… must have a value"],
    [
      { ...other, callbackUrls: "https://b.example" },
      "-c callbackUrls=… is for the user pool, which -c oidcIssuer=… replaces",
    ],
    [{ callbackUrls: "http://b.example" }, "-c callbackUrls=… must be https URLs"],
    [{ callbackUrls: "http://localhost.example" }, "-c callbackUrls=… must be https URLs"],
    [{ callbackUrls: "https://b.example#x" }, "-c callbackUrls=… must be https URLs"],
    [{ callbackUrls: "https://b.example,," }, "-c callbackUrls=… must be https URLs"],
  ])("are refused by name: %j", (values, message) => {
    expect(() => signIn(values)).toThrow(message);
  });
});

describe("the default of the trusted addresses", () => {
  it("holds for a stage that names none", () => {
    const given = context({ defaultVerifyFrom: "127.0.0.1,::1" });
    expect(parseDefaultVerifyFrom(given, undefined)).toEqual(["127.0.0.1", "::1"]);
    expect(parseDefaultVerifyFrom(given, ["10.0.0.0/8"])).toEqual(["10.0.0.0/8"]);
    expect(parseDefaultVerifyFrom(given, [])).toEqual([]);
    expect(parseDefaultVerifyFrom(context({}), undefined)).toBeUndefined();
  });

  it.each(["", "localhost", "127.0.0.1,", "127.0.0.1, ::1", "0.0.0.0/0", "::ffff:0:0/96"])(
    "cannot be %j",
    (defaultVerifyFrom) => {
      expect(() => parseDefaultVerifyFrom(context({ defaultVerifyFrom }), undefined)).toThrow(
        "-c defaultVerifyFrom=… must",
      );
    },
  );
});

describe("the prefix of imported keys", () => {
  it("is the configured one unless given", () => {
    expect(parseForeignKeyPrefix(context({}), "any", "sk_live_")).toBe("any");
    for (const foreignKeyPrefix of ["acme_", "sk_", "sk_test_", "A-1", "x".repeat(32)]) {
      expect(parseForeignKeyPrefix(context({ foreignKeyPrefix }), "none", "sk_live_")).toEqual({
        prefix: foreignKeyPrefix,
      });
    }
  });

  it.each(["", "ab", "x".repeat(33), "a b", "a.b", "ä__", "sk_live_", "sk_live_x", "acme_\n"])(
    "cannot be %j",
    (foreignKeyPrefix) => {
      expect(() =>
        parseForeignKeyPrefix(context({ foreignKeyPrefix }), "none", "sk_live_"),
      ).toThrow("-c foreignKeyPrefix=… must");
    },
  );
});

describe("the domain name", () => {
  const certificateArn = "arn:aws:acm:us-east-1:111111111111:certificate/0a1b2c3d-example";
  const customDomain = (values: Readonly<Record<string, unknown>>, settings = settingsOf("prod")) =>
    parseCustomDomain(context(values), settings);

  it("is CloudFront's unless one is given, with its certificate", () => {
    expect(customDomain({})).toBeUndefined();
    for (const domainName of [
      "keys.example.com",
      "a.io",
      "xn--bcher-kva.example",
      "a-b.c1.example",
    ]) {
      const given = { domainName, certificateArn };
      expect(customDomain(given)).toEqual(given);
    }
  });

  it("may be a stage's own, which flags go before", () => {
    const own = { domainName: "keys.example.com", certificateArn };
    const settings = { ...settingsOf("prod"), customDomain: own };
    expect(customDomain({}, settings)).toEqual(own);
    const given = { domainName: "other.example.com", certificateArn };
    expect(customDomain(given, settings)).toEqual(given);
  });

  it.each([
    [{ domainName: "a.example" }, "-c domainName=… needs -c certificateArn=… beside it"],
    [{ certificateArn }, "-c certificateArn=… needs -c domainName=… beside it"],
    [{ domainName: "", certificateArn }, "-c domainName=… must have a value"],
    [{ domainName: "https://a.example", certificateArn }, "-c domainName=… must be a host name"],
    [{ domainName: "a.example/x", certificateArn }, "-c domainName=… must be a host name"],
    [{ domainName: "a.example:443", certificateArn }, "-c domainName=… must be a host name"],
    [{ domainName: "A.example", certificateArn }, "-c domainName=… must be a host name"],
    [{ domainName: "-a.example", certificateArn }, "-c domainName=… must be a host name"],
    [{ domainName: "*.example.com", certificateArn }, "-c domainName=… must be a host name"],
    [{ domainName: "localhost", certificateArn }, "-c domainName=… must be a host name"],
    [{ domainName: "10.0.0.1", certificateArn }, "-c domainName=… must be a host name"],
    [
      {
        domainName: "a.example",
        certificateArn: certificateArn.replace("us-east-1", "eu-central-1"),
      },
      "-c certificateArn=… must be the ARN of a certificate in us-east-1",
    ],
    [
      { domainName: "a.example", certificateArn: "0a1b" },
      "-c certificateArn=… must be the ARN of a certificate in us-east-1",
    ],
  ])("is refused by name: %j", (values, message) => {
    expect(() => customDomain(values)).toThrow(message);
  });
});

describe("the name of a flag", () => {
  it.each(["foreignKeyprefix", "oidcissuer", "domain_name", "Stage"])(
    "is refused where nothing reads it: %s",
    (name) => {
      expect(() => checkFlagNames(["stage", name])).toThrow(`There is no flag -c ${name}=…`);
    },
  );

  it("is nobody's business where it is CDK's own", () => {
    const names = ["stage", "aws:cdk:bundling-stacks", "@aws-cdk/core:x", "cli-telemetry"];
    expect(() => checkFlagNames(names)).not.toThrow();
  });
});
