import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { functionNames } from "../../lib/bundles.ts";
import { findStage } from "../../lib/stages.ts";
import { configuration } from "./support/stages.ts";
import { type Synthesised, synthesised } from "./support/synthesised.ts";

describe("a stage", () => {
  let dev: Synthesised;
  let prod: Synthesised;
  beforeAll(async () => {
    dev = await synthesised("dev");
    prod = await synthesised("prod");
  });
  afterAll(() => {
    dev.dispose();
    prod.dispose();
  });

  it("is dev unless named, and has to be one that there is", () => {
    expect(findStage(configuration, undefined).name).toBe("dev");
    expect(findStage(configuration, "prod").name).toBe("prod");
    for (const name of ["production", "", "toString", 1]) {
      expect(() => findStage(configuration, name)).toThrow(
        `Unknown stage "${name}": choose one of dev, prod`,
      );
    }
  });

  it("for production keeps every log for three months", () => {
    const logs = Object.values(prod.template.findResources("AWS::Logs::LogGroup"));
    // The logs of the functions (no sender of webhooks: there are none), of the two APIs, of
    // CDK's own function that fills the site's bucket, and of CloudFront.
    expect(logs).toHaveLength(functionNames.length + 3);
    for (const log of logs) {
      expect(log).toMatchObject({
        Properties: { RetentionInDays: 90 },
        DeletionPolicy: "RetainExceptOnCreate",
      });
    }
  });

  it("for development raises none", () => {
    dev.template.resourceCountIs("AWS::CloudWatch::Alarm", 0);
    dev.template.resourceCountIs("AWS::SNS::Topic", 0);
    dev.template.resourceCountIs("AWS::Logs::MetricFilter", 0);
  });

  it("gives out where it is, and its APIs, table, operator token, issuer and alarms", () => {
    const everywhere = [
      "AccessLogNames",
      "DistributionDomainName",
      "EventBusName",
      "ImportedKeys",
      "ManagementApiUrl",
      "OidcAudience",
      "OidcClientId",
      "OidcIssuer",
      "OidcScope",
      "OperatorTokenSecretArn",
      "PepperSecretArn",
      "PublicApiAccessLogName",
      "PublicApiUrl",
      "Settings",
      "SignInUrl",
      "TableName",
      "Url",
      "UserPoolId",
    ];
    expect(Object.keys(dev.template.findOutputs("*")).sort()).toEqual(everywhere);
    expect(Object.keys(prod.template.findOutputs("*")).sort()).toEqual(
      ["AlarmTopicArn", "ManagementRequestsPerMinute", ...everywhere].sort(),
    );
  });
});
