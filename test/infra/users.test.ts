import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import { type Synthesised, synthesised } from "./support/synthesised.ts";

/** Cognito takes no other host than this without TLS, and compares ports. */
const terminalCallbacks = [8411, 8412, 8413].map((port) => `http://localhost:${port}/callback`);

const pageAt = (path: string) => ({
  "Fn::Join": [
    "",
    [
      "https://",
      { "Fn::GetAtt": [expect.stringMatching(/^SiteDistribution/), "DomainName"] },
      path,
    ],
  ],
});
const settingsPage = pageAt("/app/settings/api-keys");
const operatorsConsole = pageAt("/app/operator");

describe("the users", () => {
  let dev: Synthesised;
  let prod: Synthesised;
  let other: Synthesised;
  let named: Synthesised;
  beforeAll(async () => {
    dev = await synthesised("dev");
    prod = await synthesised("prod");
    named = await synthesised("prod", {
      context: {
        domainName: "keys.example.com",
        certificateArn: "arn:aws:acm:us-east-1:111111111111:certificate/example",
      },
    });
    other = await synthesised("dev", {
      context: {
        oidcIssuer: "https://issuer.example/tenant/",
        oidcAudience: "https://api.example",
        oidcClientId: "settings-page",
        oidcAccountClaim: "https://example.com/account",
        foreignKeyPrefix: "acme_",
      },
    });
  });
  afterAll(() => {
    for (const stage of [dev, prod, other, named]) stage.dispose();
  });

  it("come from a user pool, by invitation, with good passwords", () => {
    expect(only(dev, "AWS::Cognito::UserPool")).toMatchObject({
      Properties: {
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        Policies: {
          PasswordPolicy: {
            MinimumLength: 12,
            RequireLowercase: true,
            RequireNumbers: true,
            RequireSymbols: true,
            RequireUppercase: true,
          },
        },
        UsernameAttributes: ["email"],
        UsernameConfiguration: { CaseSensitive: false },
      },
    });
  });

  it("need a code of an app in prod, where managed login lets them set it up, and none in dev", () => {
    expect(only(prod, "AWS::Cognito::UserPool").Properties).toMatchObject({
      MfaConfiguration: "ON",
      EnabledMfas: ["SOFTWARE_TOKEN_MFA"],
    });
    const { Properties } = only(dev, "AWS::Cognito::UserPool");
    expect(Properties).toMatchObject({ MfaConfiguration: "OFF" });
    expect(Properties).not.toHaveProperty("EnabledMfas");
  });

  it("are invited by a mail that names the product, and links to the page under a name of its own", () => {
    const bodyOf = ({ template }: Synthesised) => {
      const [pool] = Object.values(template.findResources("AWS::Cognito::UserPool"));
      return pool?.Properties.AdminCreateUserConfig.InviteMessageTemplate;
    };
    expect(bodyOf(dev)).toEqual({
      EmailSubject: "Your API keys for Latchkey",
      EmailMessage: expect.stringMatching(/^<p>[^<]*Latchkey.*\{username\}.*\{####\}/s),
    });
    expect(bodyOf(dev).EmailMessage).not.toContain("href");
    const page = "https://keys.example.com/app/settings/api-keys";
    expect(bodyOf(named).EmailMessage).toContain(`<a href="${page}">${page}</a>`);
  });

  it("outlive the stack in prod, and go with it in dev", () => {
    expect(only(prod, "AWS::Cognito::UserPool")).toMatchObject({
      Properties: { DeletionProtection: "ACTIVE" },
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
    });
    expect(only(dev, "AWS::Cognito::UserPool")).toMatchObject({
      Properties: { DeletionProtection: "INACTIVE" },
      DeletionPolicy: "Delete",
    });
  });

  it("sign in to a page that keeps no secret, with tokens of short life", () => {
    expect(only(dev, "AWS::Cognito::UserPoolClient").Properties).toEqual({
      AccessTokenValidity: 15,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthScopes: ["openid", "email"],
      CallbackURLs: [
        "http://localhost:3000/app/settings/api-keys",
        settingsPage,
        operatorsConsole,
        ...terminalCallbacks,
      ],
      EnableTokenRevocation: true,
      ExplicitAuthFlows: ["ALLOW_USER_AUTH"],
      GenerateSecret: false,
      IdTokenValidity: 15,
      LogoutURLs: ["http://localhost:3000/app/settings/api-keys", settingsPage, operatorsConsole],
      PreventUserExistenceErrors: "ENABLED",
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 10 },
      RefreshTokenValidity: 720,
      SupportedIdentityProviders: ["COGNITO"],
      TokenValidityUnits: {
        AccessToken: "minutes",
        IdToken: "minutes",
        RefreshToken: "minutes",
      },
      UserPoolId: { Ref: expect.stringMatching(/^UsersPool/) },
    });
  });

  it("are sent back to the settings page or their own terminal, in prod to these alone", () => {
    expect(only(prod, "AWS::Cognito::UserPoolClient").Properties).toMatchObject({
      AllowedOAuthFlows: ["code"],
      CallbackURLs: [settingsPage, operatorsConsole, ...terminalCallbacks],
      LogoutURLs: [settingsPage, operatorsConsole],
    });
  });

  it("are sent back to the settings page under the stage's own name, and wherever else is said", async () => {
    const context = {
      callbackUrls: "https://example.com/app/settings/api-keys",
      domainName: "keys.example.com",
      certificateArn: "arn:aws:acm:us-east-1:111111111111:certificate/example",
    };
    const configured = await synthesised("prod", { context });
    const urls = [
      context.callbackUrls,
      "https://keys.example.com/app/settings/api-keys",
      "https://keys.example.com/app/operator",
    ];
    expect(only(configured, "AWS::Cognito::UserPoolClient").Properties).toMatchObject({
      CallbackURLs: [...urls, ...terminalCallbacks],
      LogoutURLs: urls,
    });
    configured.dispose();
  });

  it("find sign-in pages under a name that tells nothing of the account", () => {
    const { Properties } = only(dev, "AWS::Cognito::UserPoolDomain");
    expect(Properties).toMatchObject({ ManagedLoginVersion: 2 });
    const name = JSON.stringify(Properties.Domain);
    expect(name).toMatch(/"latchkey-[0-9a-f]{8}-"/);
    expect(name).toContain('"AWS::StackId"');
    dev.template.hasResourceProperties("AWS::Cognito::ManagedLoginBranding", {
      UseCognitoProvidedValues: true,
    });
  });

  it("are operators where they are in one of two groups of the pool, which nobody is in at first", () => {
    const groups = Object.values(dev.template.findResources("AWS::Cognito::UserPoolGroup"));
    expect(groups.map(({ Properties }) => Properties.GroupName).sort()).toEqual([
      "latchkey-admin",
      "latchkey-support",
    ]);
    expect(dev.template.findResources("AWS::Cognito::UserPoolUserToGroupAttachment")).toEqual({});
    expect(operatorsOf(dev)).toEqual({
      claim: "cognito:groups",
      admin: ["latchkey-admin"],
      support: ["latchkey-support"],
    });
  });

  it("are never operators through another issuer unless the configuration says so", () => {
    expect(operatorsOf(other)).toBeUndefined();
  });

  it("come from another issuer where one is configured, and then there is no pool", () => {
    expect(other.text).not.toContain("AWS::Cognito");
    other.template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: {
        Variables: {
          OIDC_ISSUER: "https://issuer.example/tenant/",
          OIDC_AUDIENCE: "https://api.example",
          OIDC_ACCOUNT_CLAIM: "https://example.com/account",
        },
      },
    });
    expect(Object.keys(other.template.findOutputs("*"))).not.toContain("SignInUrl");
  });

  it("have nothing to do with the prefix of imported keys, which the authorizer gets", () => {
    other.template.hasResourceProperties("AWS::Lambda::Function", {
      Description: "Latchkey: judges API keys",
      Environment: {
        Variables: {
          LATCHKEY_CONFIG: Match.stringLikeRegexp('"importedKeys":\\{"prefix":"acme_"\\}'),
        },
      },
    });
  });
});

function only({ template }: Synthesised, type: string) {
  const [resource, ...others] = Object.values(template.findResources(type));
  if (!resource || others.length > 0) throw new Error(`not one ${type}`);
  return resource;
}

/** The management authorizer's setting of operators. */
function operatorsOf({ template }: Synthesised): unknown {
  const functions = Object.values(template.findResources("AWS::Lambda::Function"));
  const variables = functions.map(({ Properties }) => Properties.Environment?.Variables ?? {});
  const [found] = variables.filter((each) => "OIDC_ACCOUNT_CLAIM" in each);
  return found.OIDC_OPERATORS && JSON.parse(found.OIDC_OPERATORS);
}
