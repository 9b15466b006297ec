import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { App, Stack, Stage } from "aws-cdk-lib/core";
import type { CloudFormationStackArtifact } from "aws-cdk-lib/cx-api";
import type { Construct } from "constructs";
import { regionalName } from "../../lib/edge/regional-name.ts";
import { LatchkeyStack } from "../../lib/latchkey-stack.ts";
import type { Site } from "../../web/site-file.ts";
import { readSiteAssets, resourcesOf } from "./support/assembly.ts";
import { removeFunctions, writeFunctions } from "./support/functions-fixture.ts";
import { configuration, settingsOf } from "./support/stages.ts";

/** Names that are within a parent's, so that equal ones do not meet. */
const scoped = [
  "AWS::Lambda::Alias",
  "AWS::ApiGateway::Authorizer",
  "AWS::ApiGateway::Stage",
  "AWS::IAM::Policy",
];

let directory: string;
let functionsDirectory: string;
let app: App;
beforeAll(() => {
  functionsDirectory = writeFunctions();
});
afterAll(() => removeFunctions(functionsDirectory));
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "latchkey-two-stacks-"));
  app = new App({ outdir: directory, autoSynth: false });
});
afterEach(() => rmSync(directory, { recursive: true }));

function declareStack(scope: Construct, stage: string, pages: Site["pages"] = []): void {
  new LatchkeyStack(scope, {
    stage,
    site: { assets: [], pages, appPage: () => "", consolePage: () => "" },
    settings: settingsOf(stage),
    productSettings: configuration.settings,
    functionsDirectory,
  });
}

/** The names that a template gives to what an account or a region has once, as `type name`. */
function namesIn({ template }: CloudFormationStackArtifact): string[] {
  return resourcesOf(template).flatMap(({ Type, Properties }) => {
    if (scoped.includes(Type)) return [];
    return Object.values({ Properties, ...Properties })
      .flatMap((part) => Object.entries(part ?? {}))
      .filter(([name, value]) => isName(name, Type) && !isOfStack(value))
      .map(([, value]) => `${Type} ${JSON.stringify(value)}`);
  });
}

/** `Name`, the `TableName` of a `Table`, the `Domain` of a user pool. */
function isName(name: string, type: string): boolean {
  return ["Name", "Domain", `${type.split("::").at(-1)}Name`].includes(name);
}

/** Whether a name is made of the stack's id, which is the only one. */
function isOfStack(value: unknown): boolean {
  return JSON.stringify(value).includes("AWS::StackId");
}

describe("two stacks in one account and region", () => {
  it("share no name of what is there once, even if their stage is called the same", () => {
    for (const product of ["one", "two"]) declareStack(new Stage(app, product), "prod");
    const [one = [], two = []] = app.synth().stacksRecursively.map(namesIn);
    expect(one.map((name) => name.split(" ")[0])).toEqual(
      expect.arrayContaining([
        "AWS::ApiGateway::RestApi",
        "AWS::CloudFront::Function",
        "AWS::CloudFront::OriginAccessControl",
        "AWS::CloudFront::ResponseHeadersPolicy",
      ]),
    );
    const all = [...one, ...two];
    expect(all.filter((name, index) => all.indexOf(name) < index)).toEqual([]);
  });

  it("have names that CloudFront takes, however long the stage's and the region's are", () => {
    const stack = new Stack(app, `Latchkey-${"long-".repeat(6)}ab`);
    for (const part of ["site", "apis"]) {
      const name = regionalName(stack, part).replace(/\$\{Token\[[^\]]*\]\}/, "ap-southeast-1");
      expect(name).toMatch(/^[\w-]{1,64}$/);
    }
  });

  it("have the pages each that they were given, also in one app", () => {
    for (const stage of ["dev", "prod"]) {
      declareStack(app, stage, [{ path: `docs/${stage}/index.html`, content: stage }]);
    }
    app.synth();
    expect(readSiteAssets(directory).map((files) => [...files.keys()])).toEqual(
      expect.arrayContaining([["docs/dev/index.html"], ["docs/prod/index.html"]]),
    );
  });
});
