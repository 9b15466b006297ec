import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { App, CfnResource } from "aws-cdk-lib/core";
import type { IConstruct } from "constructs";
import { LatchkeyStack } from "../../lib/latchkey-stack.ts";
import { removeFunctions, writeFunctions } from "./support/functions-fixture.ts";
import { configuration, settingsOf } from "./support/stages.ts";

let directory: string;
beforeAll(() => {
  directory = writeFunctions();
});
afterAll(() => removeFunctions(directory));

/** The logical ids of both APIs' deployments, which decide whether their stages get a new copy. */
function deploymentIds(change: (stack: LatchkeyStack) => void = () => {}) {
  const stack = new LatchkeyStack(new App({ autoSynth: false }), {
    stage: "dev",
    site: { assets: [], pages: [], appPage: () => "", consolePage: () => "" },
    settings: settingsOf("dev"),
    productSettings: configuration.settings,
    functionsDirectory: directory,
  });
  change(stack);
  const idOf = ({ restApi }: LatchkeyStack["publicApi"]): unknown =>
    stack.resolve(restApi.latestDeployment?.deploymentId);
  return { public: idOf(stack.publicApi), management: idOf(stack.managementApi) };
}

function override(construct: IConstruct | undefined, property: string, value: unknown): void {
  const resource = construct?.node.defaultChild;
  if (!(resource instanceof CfnResource)) throw new Error("there is nothing to override");
  resource.addPropertyOverride(property, value);
}

function modelsMethod({ publicApi }: LatchkeyStack): IConstruct | undefined {
  return publicApi.restApi.methods.find(({ resource }) => resource.path === "/v1/models");
}

describe("a stage gets a new deployment", () => {
  it("not where nothing changed", () => {
    expect(deploymentIds()).toEqual(deploymentIds());
  });

  it.each<[string, (stack: LatchkeyStack) => void]>([
    [
      "a method's protection",
      (stack) => override(modelsMethod(stack), "AuthorizationType", "NONE"),
    ],
    ["a method's authorizer", (stack) => override(modelsMethod(stack), "AuthorizerId", "other")],
    [
      "the authorizer's cache",
      ({ publicApi }) => override(publicApi.authorizer, "AuthorizerResultTtlInSeconds", 300),
    ],
    [
      "the authorizer's function",
      ({ publicApi }) => override(publicApi.authorizer, "AuthorizerUri", "arn:other"),
    ],
    [
      "what a denied caller is told",
      ({ publicApi }) =>
        override(publicApi.restApi.node.tryFindChild("ACCESS_DENIED"), "StatusCode", "403"),
    ],
  ])("where an override changes %s, and only that API's", (_, change) => {
    const before = deploymentIds();
    const after = deploymentIds(change);
    expect(after.public).not.toEqual(before.public);
    expect(after.management).toEqual(before.management);
  });
});
