import { describe, expect, it } from "@jest/globals";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Stack } from "aws-cdk-lib/core";
import { latchkeyApp } from "../../lib/latchkey-app.ts";
import { stageNames } from "./support/stages.ts";
import { synthesised } from "./support/synthesised.ts";

describe("the review by cdk-nag and CDK's linter", () => {
  it.each(stageNames)("finds nothing in %s that is not acknowledged", async (stage) => {
    const reviewed = await synthesised(stage, { isReviewed: true });
    reviewed.dispose();
  });

  it("finds nothing where people sign in with another issuer, under a name of their own", async () => {
    const context = {
      oidcIssuer: "https://issuer.example",
      oidcAudience: "latchkey",
      oidcClientId: "settings-page",
      domainName: "keys.example.com",
      certificateArn: "arn:aws:acm:us-east-1:111111111111:certificate/example",
    };
    const reviewed = await synthesised("prod", { isReviewed: true, context });
    reviewed.dispose();
  });

  it("finds nothing where the account was bootstrapped under a name of its own", async () => {
    const context = { "@aws-cdk/core:bootstrapQualifier": "acme" };
    const reviewed = await synthesised("prod", { isReviewed: true, context });
    expect(reviewed.text).toContain("cdk-acme-assets");
    reviewed.dispose();
  });

  it("fails synthesis when one of the rule packs finds something", async () => {
    const app = await latchkeyApp({ stage: "dev", isReviewed: true });
    const stack = new Stack(app, "Careless");
    new Bucket(stack, "Bucket");
    new Queue(stack, "Queue");
    let findings = "";
    try {
      app.synth();
    } catch (error) {
      findings = String(error);
    }
    expect(findings).toContain("AwsSolutions-S10");
    expect(findings).toContain("Serverless-SQSRedrivePolicy");
    expect(findings).toContain("NIST.800.53.R5-S3BucketVersioningEnabled");
  });
});
