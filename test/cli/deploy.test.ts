import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { synthesised } from "../infra/support/synthesised.ts";
import { type CloudFormationStub, startCloudFormation } from "./support/cloudformation-stub.ts";
import { runTool } from "./support/run-tool.ts";

/* `npm run deploy` and `npm run drift` as processes, with the SDK's own client of CloudFormation. */

let cloudFormation: CloudFormationStub;
let deployed: string | undefined;
let environment: Record<string, string>;

beforeAll(async () => {
  const domainName = "keys.example.com";
  const certificateArn = "arn:aws:acm:us-east-1:111111111111:certificate/example";
  const context = { account: "111111111111", domainName, certificateArn };
  deployed = (await synthesised("prod", { context })).text;
  cloudFormation = await startCloudFormation((region) =>
    region === "us-east-1" ? deployed : undefined,
  );
  environment = {
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.endpoint,
  };
});
afterAll(() => cloudFormation.stop());

const prod = ["--stage", "prod", "-c", "account=111111111111"];

it("refuses a deployment that forgot the domain, and changes nothing", async () => {
  cloudFormation.actions.length = 0;
  const words = ["deploy", ...prod, "--yes"];
  const { exitCode, stdout, stderr } = await runTool("deployment", words, environment);
  expect(stdout).toContain("LOSS of domain: keys.example.com would no longer be served");
  expect(stdout).toContain("setting customDomain.domainName would be dropped");
  expect(stderr).toMatch(/^error: This would drop .*--allow-domain/m);
  expect(exitCode).toBe(1);
  expect(cloudFormation.actions).toEqual(["DescribeStacks", "GetTemplate"]);
});

it("refuses a stage in another region than it is deployed in, and changes nothing", async () => {
  cloudFormation.actions.length = 0;
  const words = ["deploy", "--stage", "dev", "-c", "region=eu-west-1", "--yes"];
  const { exitCode, stdout, stderr } = await runTool("deployment", words, environment);
  expect(stdout).toContain("LOSS of region: dev is deployed in us-east-1, and would get");
  expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/--allow-region/)]);
  expect(cloudFormation.actions).not.toContain("SetStackPolicy");
});

it("names what it is given wrongly in one line", async () => {
  const { exitCode, stderr } = await runTool("deployment", ["deploy", "--stage", "x"], environment);
  expect(exitCode).toBe(2);
  expect(stderr).toBe('error: Unknown stage "x": choose one of dev, prod\n');
});

it("looks for drift in no other account than the pinned one", async () => {
  cloudFormation.actions.length = 0;
  const words = ["drift", "--stage", "prod", "-c", "account=222222222222"];
  const { exitCode, stdout, stderr } = await runTool("deployment", words, environment);
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^error: Your AWS credentials are for account 111111111111, and prod/);
  expect(cloudFormation.actions).not.toContain("DetectStackDrift");
});

it("reports drift by resource and property, and ends with 1", async () => {
  const { exitCode, stdout, stderr } = await runTool(
    "deployment",
    ["drift", "--stage", "prod"],
    environment,
  );
  expect(stdout).toBe(
    "modified: AWS::DynamoDB::Table TableCD117FA1 (/DeletionProtectionEnabled)\n",
  );
  expect([exitCode, stderr]).toEqual([1, "error: 1 resources of prod differ.\n"]);
});
