import { describe, expect, it } from "@jest/globals";
import { parseTemplate } from "../../template/document.ts";
import { readProduct } from "../../template/product.ts";
import { replaceText } from "../../template/replace-text.ts";
import { Stack } from "../../template/stack.ts";
import { writeAssembly } from "../support/assembly.ts";
import { testBundles, testTemplate } from "../support/template.ts";

const issuer = "http://127.0.0.1:4321";

const address = {
  "Fn::Join": ["", ["https://", { Ref: "Domain" }, ".auth.us-east-1.amazoncognito.com"]],
};

const userPool = {
  Pool: { Type: "AWS::Cognito::UserPool", Properties: {} },
  Domain: { Type: "AWS::Cognito::UserPoolDomain", Properties: { Domain: "people-dev-1" } },
};

function client(properties: Readonly<Record<string, unknown>>) {
  const common = { UserPoolId: { Ref: "Pool" }, AllowedOAuthFlows: ["code"] };
  return {
    ...userPool,
    Client: { Type: "AWS::Cognito::UserPoolClient", Properties: { ...common, ...properties } },
  };
}

async function signInClient(resources: Readonly<Record<string, unknown>>) {
  return (await readProduct(writeAssembly(testTemplate(resources), testBundles))).signInClient;
}

describe("who stands in for the user pool", () => {
  it("has its sign-in pages, too, wherever their address is put together", () => {
    const template = parseTemplate({
      Resources: {
        ...userPool,
        Page: {
          Type: "AWS::S3::Object",
          Properties: {
            Policy: { "Fn::Join": [" ", ["connect-src 'self'", address]] },
            Nested: [{ signOut: { "Fn::Join": ["", [address, "/logout"]] } }],
            Other: "https://another.auth.us-east-1.amazoncognito.com",
          },
        },
      },
      Outputs: { SignInUrl: { Value: address } },
    });
    const stack = new Stack("Test", template, issuer);
    expect(stack.outputs().get("SignInUrl")).toBe(issuer);
    expect(stack.ofType("AWS::S3::Object")[0]?.properties()).toEqual({
      Policy: `connect-src 'self' ${issuer}`,
      Nested: [{ signOut: `${issuer}/logout` }],
      Other: "https://another.auth.us-east-1.amazoncognito.com",
    });
  });

  it("is known to whoever puts files together as a deployment does", () => {
    const stack = new Stack("Test", parseTemplate({ Resources: userPool }), issuer);
    const address = "https://people-dev-1.auth.us-east-1.amazoncognito.com";
    expect(stack.standIns()).toEqual([[address, issuer]]);
    expect(new Stack("Test", parseTemplate({ Resources: {} }), issuer).standIns()).toEqual([]);
  });

  it("is nobody where there is none, rather than AWS", () => {
    const template = parseTemplate({
      Resources: userPool,
      Outputs: { SignInUrl: { Value: address } },
    });
    expect(new Stack("Test", template).outputs().get("SignInUrl")).toBe("http://127.0.0.1:9");
  });
});

describe("a text in a value", () => {
  it("is replaced at any depth, to the letter, and nothing else is", () => {
    const value = { a: ["x.y and x.y", 1, null, true], "x.y": { b: "xzy" } };
    expect(replaceText(value, "x.y", "$&")).toEqual({
      a: ["$& and $&", 1, null, true],
      "x.y": { b: "xzy" },
    });
  });
});

describe("the client in the template", () => {
  it("has its URLs, scopes and life times", async () => {
    const url = "http://localhost:3000/app/settings/api-keys";
    const properties = {
      AllowedOAuthScopes: ["openid", "email"],
      CallbackURLs: [url],
      LogoutURLs: [url],
      AccessTokenValidity: 15,
      IdTokenValidity: 2,
      RefreshTokenValidity: 12,
      TokenValidityUnits: { AccessToken: "minutes", RefreshToken: "hours" },
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 10 },
    };
    expect(await signInClient(client(properties))).toEqual({
      clientId: expect.stringMatching(/^[a-z0-9]{26}$/),
      scopes: ["openid", "email"],
      callbackUrls: [url],
      logoutUrls: [url],
      accessTokenSeconds: 900,
      idTokenSeconds: 7_200,
      refreshTokenSeconds: 43_200,
      rotationGraceSeconds: 10,
    });
  });

  it("has the user pool's defaults where it says nothing", async () => {
    expect(await signInClient(client({}))).toMatchObject({
      accessTokenSeconds: 3_600,
      idTokenSeconds: 3_600,
      refreshTokenSeconds: 30 * 86_400,
      rotationGraceSeconds: undefined,
    });
  });

  it("is not there where nobody signs in by a code, or there is no pool", async () => {
    expect(await signInClient(client({ AllowedOAuthFlows: [] }))).toBeUndefined();
    expect(await signInClient({})).toBeUndefined();
  });

  it("with a secret is refused, since no page can keep one", async () => {
    await expect(signInClient(client({ GenerateSecret: true }))).rejects.toThrow(
      "cannot serve Client (AWS::Cognito::UserPoolClient): GenerateSecret",
    );
  });
});
