import { describe, expect, it } from "@jest/globals";
import { Vpc } from "aws-cdk-lib/aws-ec2";
import { App, Stack, Validations } from "aws-cdk-lib/core";
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from "cdk-nag";
import { Latchkey } from "../../lib/index.ts";
import { declareUserApp, scopes } from "./support/user-app.ts";

/** All that the checks say of an app; empty if nothing is left open. */
function findingsOf(app: App): string {
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(app),
    new ServerlessChecks(app),
    new NIST80053R5Checks(app),
  );
  try {
    app.synth();
    return "";
  } catch (error) {
    return String(error);
  }
}

describe("an app of somebody's under cdk-nag", () => {
  it("has no open finding of what Latchkey declares", () => {
    const app = new App({ autoSynth: false });
    const site = { assets: [], pages: [], appPage: () => "", consolePage: () => "" };
    for (const [id, props] of Object.entries({ Plain: { scopes }, Paged: { site } })) {
      const stack = new Stack(app, `Shop${id}`);
      const keys = new Latchkey(stack, id, { ...props, alarms: {} });
      const vpc = Vpc.fromVpcAttributes(stack, `${id}Vpc`, {
        vpcId: "vpc-0a1b2c3d4e5f60718",
        availabilityZones: ["us-east-1a"],
        privateSubnetIds: ["subnet-0a1b2c3d4e5f60718"],
      });
      const handler = keys.forward("https://api.example.com", { stream: true });
      const inside = keys.forward("http://inside.example.com", { vpc });
      keys.protectedApi("Api", { routes: { "GET /orders": handler, "GET /inside": inside } });
    }
    expect(findingsOf(app)).toBe("");
  });

  it("has no open finding of what protect() adds to an API", () => {
    const { app, keys, api } = declareUserApp();
    keys.protect(api, { open: ["GET /health"], obeysVerdict: true });
    const findings = findingsOf(app);
    // Its own API has no access log, which shows that the review took place.
    expect(findings).toContain("Shop/Orders/DeploymentStage.prod/Resource");
    expect(findings).not.toMatch(/Shop\/(Keys|Orders\/Latchkey)/);
    expect(findings).not.toMatch(/orders\/(GET|POST)/);
  });
});
