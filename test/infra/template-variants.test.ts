import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { compareResources, wordsOfChanges } from "../../cli/deploy/compare.ts";
import { findLosses } from "../../cli/deploy/losses.ts";
import {
  outputText,
  parseTemplate,
  resourcesOfType,
  statefulIds,
  type Template,
} from "../../cli/deploy/template.ts";
import { latchkeyApp } from "../../lib/latchkey-app.ts";
import { type TemplateVariant, templateVariants } from "../../lib/template-variants.ts";
import { configuration } from "./support/stages.ts";

const variants = templateVariants(configuration);
const stages = Object.keys(configuration.stages);
/** The stage that each option is added to. */
const base = stages.at(-1) ?? "";

async function templateOf({ stage, configuration }: TemplateVariant): Promise<Template> {
  const outdir = mkdtempSync(join(tmpdir(), "latchkey-variant-"));
  (await latchkeyApp({ outdir, stage, configuration })).synth();
  const template = readFileSync(join(outdir, `Latchkey-${stage}.template.json`), "utf8");
  return parseTemplate(template);
}

/** By name; digests of code in values and ids are no part of what is compared. */
const templates = new Map<string, Template>();

function template(name: string): Template {
  const found = templates.get(name);
  if (!found) throw new Error(`there is no variant ${name}`);
  return found;
}

beforeAll(async () => {
  for (const variant of variants) templates.set(variant.name, await templateOf(variant));
});

describe("what holds state", () => {
  /*
   * CloudFormation knows a resource by its logical id alone: under another one it makes a new, empty
   * table, and new secrets. These ids must never change.
   */
  it.each(stages)("has the same logical ids for good in %s", (stage) => {
    expect(statefulIds(template(stage))).toEqual([
      "ManagementApiRestApiFEDBDFD0",
      "PublicApiRestApi65D0C252",
      "SecretsOperatorToken14F3D4C0",
      "SecretsOrigin297BAAC6",
      "SecretsPepperC047F0EC",
      "SiteDistribution390DED28",
      "TableCD117FA1",
      "UsersPoolBFC35D3B",
      "UsersPoolDomainEEA57DAC",
      "UsersPoolSettingsPageBAE2936A",
    ]);
  });

  it.each(stages)("is in the template of %s, which has these types", (stage) => {
    const types = Object.values(template(stage).Resources).map(({ Type }) => Type);
    expect([...new Set(types)].sort()).toMatchSnapshot();
  });
});

describe("each option", () => {
  // Another region changes next to everything.
  const compared = variants.map(({ name }) => name).filter((name) => !/, elsewhere$/.test(name));
  it.each(compared.filter((name) => !stages.includes(name)))(
    "%s changes only what it is about",
    (name) => {
      const words = wordsOfChanges(compareResources(template(base), template(name)));
      // How many there are of a type is no matter of the option.
      expect(words.map((line) => line.replace(/: \d+ × /, ": "))).toMatchSnapshot();
    },
  );
});

describe("an option's template", () => {
  const of = (name: string, type: string) =>
    resourcesOfType(template(`prod with ${name}`), type).map(([, properties]) => properties);

  it("has an alias for the authorizer, which CodeDeploy moves and alarms stop", () => {
    const [group] = of("a canary rollout", "AWS::CodeDeploy::DeploymentGroup");
    expect(group).toMatchObject({
      DeploymentConfigName: "CodeDeployDefault.LambdaCanary10Percent5Minutes",
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"],
      },
      AlarmConfiguration: { Enabled: true, Alarms: { length: 3 } },
    });
    const [authorizer] = of("a canary rollout", "AWS::ApiGateway::Authorizer");
    expect(JSON.stringify(authorizer?.AuthorizerUri)).toMatch(/FunctionsAuthorizerLive/);
    expect(of("no rollout", "AWS::Lambda::Alias")).toEqual([]);
  });

  it("has certificate and records of the hosted zone", () => {
    const [certificate] = of("a domain in a hosted zone", "AWS::CertificateManager::Certificate");
    expect(certificate).toMatchObject({
      DomainName: "keys.example.com",
      ValidationMethod: "DNS",
      DomainValidationOptions: [{ HostedZoneId: "Z0123456789ABCDEFGHIJ" }],
    });
    const records = of("a domain in a hosted zone", "AWS::Route53::RecordSet");
    expect(records.map(({ Type }) => Type).sort()).toEqual(["A", "AAAA"]);
    expect(records[0]).toMatchObject({ Name: "keys.example.com.", AliasTarget: {} });
    // CloudFront takes certificates from us-east-1 alone: a stack of its own has it.
    const elsewhere = "a domain in a hosted zone, elsewhere";
    expect(of(elsewhere, "AWS::CertificateManager::Certificate")).toEqual([]);
    expect(of(elsewhere, "AWS::Route53::RecordSet")).toHaveLength(2);
  });

  it("does not leave an existing pool, or its client, unless that is allowed", () => {
    const deployed = template(`${base} with an existing user pool`);
    for (const [of, other] of [
      ["us-east-1_AbCd12345", "us-east-1_EfGh67890"],
      ["1example23456789", "2example23456789"],
    ] as const) {
      const next = parseTemplate(JSON.stringify(deployed).replaceAll(of, other));
      const losses = findLosses(deployed, next, compareResources(deployed, next));
      expect([...new Set(losses.map(({ thing }) => thing))]).toEqual(["issuer"]);
    }
  });

  it("takes the users of an existing pool, and makes none", () => {
    const name = "an existing user pool";
    expect(of(name, "AWS::Cognito::UserPool")).toEqual([]);
    const url = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCd12345";
    expect(outputText(template(`prod with ${name}`), "OidcIssuer")).toBe(url);
    expect(outputText(template(`prod with ${name}`), "OidcAudience")).toBe("1example23456789");
    const policies = JSON.stringify(of(name, "AWS::CloudFront::ResponseHeadersPolicy"));
    expect(policies).toContain("https://auth.example.com/");
  });

  it("sends the user pool's mails by SES, with a link", () => {
    const [pool] = of("mails by SES", "AWS::Cognito::UserPool");
    expect(pool).toMatchObject({
      EmailConfiguration: {
        EmailSendingAccount: "DEVELOPER",
        From: "Example <keys@example.com>",
        SourceArn: { "Fn::Join": ["", expect.arrayContaining([":identity/example.com"])] },
      },
      AdminCreateUserConfig: {
        InviteMessageTemplate: {
          EmailMessage: expect.stringContaining('href="https://keys.example.com/app/settings/'),
        },
      },
    });
    expect(JSON.stringify(pool)).toContain(":ses:us-east-1:");
  });

  it("sends alarms to an existing topic, and makes none", () => {
    const name = "alarms to an existing topic";
    expect(of(name, "AWS::SNS::Topic")).toEqual([]);
    for (const { AlarmActions } of of(name, "AWS::CloudWatch::Alarm")) {
      expect(AlarmActions).toEqual(["arn:aws:sns:us-east-1:111111111111:operators"]);
    }
  });

  it("bounds every role, and tags what can be tagged", () => {
    const name = "a permissions boundary and tags";
    const roles = of(name, "AWS::IAM::Role");
    expect(roles.length).toBeGreaterThan(5);
    for (const { PermissionsBoundary } of roles) {
      expect(PermissionsBoundary).toBe("arn:aws:iam::111111111111:policy/boundary");
    }
    for (const type of ["AWS::DynamoDB::Table", "AWS::SecretsManager::Secret", "AWS::IAM::Role"]) {
      for (const { Tags } of of(name, type)) {
        expect(Tags).toContainEqual({ Key: "team", Value: "platform" });
      }
    }
  });

  it("uses an adopted table, and makes none", () => {
    const name = "an adopted table";
    expect(of(name, "AWS::DynamoDB::Table")).toEqual([]);
    expect(outputText(template(`prod with ${name}`), "TableName")).toBe("latchkey-restored");
    const arn = "arn:aws:dynamodb:us-east-1:111111111111:table/latchkey-restored";
    const mappings = of(name, "AWS::Lambda::EventSourceMapping");
    expect(mappings.map(({ EventSourceArn }) => EventSourceArn)).toEqual([
      `${arn}/stream/2026-11-28T08:00:00.000`,
    ]);
    const tables = of(name, "AWS::Lambda::Function").flatMap(
      ({ Environment }) => Object(Object(Environment).Variables).TABLE_NAME ?? [],
    );
    expect(tables.length).toBeGreaterThan(5);
    expect(new Set(tables)).toEqual(new Set(["latchkey-restored"]));
    expect(JSON.stringify(of(name, "AWS::IAM::Policy"))).toContain(`"Resource":"${arn}"`);
  });

  it("is not deployed over another table unless that is allowed", () => {
    const [own, adopted] = [template(base), template("prod with an adopted table")];
    const things = (deployed: Template, next: Template) =>
      findLosses(deployed, next, compareResources(deployed, next)).map(({ thing }) => thing);
    expect(things(own, adopted)).toEqual(["table"]);
    expect(things(adopted, own)).toEqual(["table"]);
    expect(things(adopted, adopted)).toEqual([]);
    const text = JSON.stringify(adopted).replaceAll("latchkey-restored", "latchkey-other");
    expect(things(adopted, parseTemplate(text))).toEqual(["table"]);
  });

  it("keeps a copy of the pepper, and of nothing else, in another region", () => {
    const secrets = of("a copy of the pepper elsewhere", "AWS::SecretsManager::Secret");
    const copied = secrets.filter(({ ReplicaRegions }) => ReplicaRegions !== undefined);
    expect(copied).toMatchObject(
      [{ Description: /keyring/, ReplicaRegions: [{ Region: "us-west-2" }] }].map((secret) => ({
        ...secret,
        Description: expect.stringMatching(/keyring/),
      })),
    );
    const next = template("prod with a copy of the pepper elsewhere");
    const losses = (deployed: Template, next: Template) =>
      findLosses(deployed, next, compareResources(deployed, next));
    expect(losses(template(base), next)).toEqual([]);
    const words = "the copy of the secret SecretsPepperC047F0EC in us-west-2 would be deleted";
    expect(losses(next, template(base))).toEqual([{ thing: "secret", words }]);
  });

  it("waits for no invalidation", () => {
    const deployments = of("no rollout", "Custom::CDKBucketDeployment");
    const invalidating = deployments.filter(({ DistributionId }) => DistributionId !== undefined);
    expect(invalidating).toHaveLength(3);
    for (const { WaitForDistributionInvalidation } of invalidating) {
      expect(String(WaitForDistributionInvalidation)).toBe("false");
    }
  });
});
