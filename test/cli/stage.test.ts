import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { callModels, newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { type RunningStub, startAwsStub } from "./support/aws-stub.ts";
import { type FindableRun, startFindable } from "./support/local-run.ts";
import { runTool } from "./support/run-tool.ts";

/*
 * `--stage` with AWS's own clients: the local run serves as the deployed stack, found by the outputs
 * that a stub of CloudFormation gives.
 */

let run: FindableRun;
let aws: RunningStub;
let environment: Record<string, string>;

beforeAll(async () => {
  run = await startFindable();
  const directory = run.environment.LATCHKEY_RUN_DIR ?? "";
  const { outputs, endpoints } = JSON.parse(readFileSync(join(directory, "run.json"), "utf8"));
  aws = await startAwsStub({
    stackName: "Latchkey-test",
    outputs: {
      ...outputs,
      ManagementApiUrl: `${run.url}/api`,
      AccessLogNames: `another-api,${outputs.AccessLogNames}`,
    },
    logs: {
      "another-api": () => [],
      [outputs.AccessLogNames]: () =>
        readFileSync(join(directory, "access.log"), "utf8").split("\n"),
    },
  });
  environment = {
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_CLOUDFORMATION: aws.endpoint,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: aws.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsManager,
    LATCHKEY_RUN_DIR: "/nowhere",
  };
});
afterAll(async () => {
  await aws.stop();
  await run.stop();
});

it("a stage's address and operator token are found by its stack", async () => {
  const words = ["accounts", "list", "--stage", "test"];
  const { exitCode, json, stderr } = await runTool("latchkey", words, environment);
  expect([exitCode, stderr, json.object]).toEqual([0, "", "list"]);
});

it("a request is looked up in the stage's log groups, and its key in the stage's table", async () => {
  const account = await newAccount(run, "pro");
  const { id, key } = await newKeyOf(run, account);
  const refused = await callModels(run, key);
  const requestId = refused.headers.get("x-amzn-requestid") ?? "";
  const words = ["explain", requestId, "--stage", "test"];
  const { json } = await runTool("latchkey", words, environment);
  expect(json.request).toMatchObject({ request_id: requestId, status: 403, key_id: id });
  expect(json.explanation).toMatchObject({ key_id: id, verdict: "ineligible" });
});

it("a key's requests are looked up in the stage's log groups, window by window", async () => {
  const account = await newAccount(run, "pro");
  const { id, key } = await newKeyOf(run, account);
  const refused = await callModels(run, key);
  const words = ["requests", id, "--refused", "--limit", "5", "--stage", "test"];
  const { json } = await runTool("latchkey", words, environment);
  const requestId = refused.headers.get("x-amzn-requestid");
  expect(json.data).toMatchObject([{ request_id: requestId, reason: "plan" }]);
});

it("a stage's keys are counted by pepper", async () => {
  const { json } = await runTool(
    "latchkey",
    ["rotate-pepper", "--status", "--stage", "test"],
    environment,
  );
  expect(json).toMatchObject({ object: "pepper_status", active: "v1" });
});

it.each([
  [
    "no such stack",
    "other",
    {},
    2,
    "There is no stack Latchkey-other in us-east-1. Check --stage, AWS_REGION and AWS_PROFILE.",
  ],
  ["an impossible stage", "Test!", {}, 2, "Invalid --stage."],
  [
    "AWS out of reach",
    "test",
    { AWS_ENDPOINT_URL_CLOUDFORMATION: "http://127.0.0.1:9" },
    3,
    "Could not read the stack",
  ],
])("%s is told in one line", async (_, stage, changes, exitCode, message) => {
  const words = ["accounts", "list", "--stage", stage];
  const result = await runTool("latchkey", words, { ...environment, ...changes });
  expect([result.exitCode, result.stderr]).toEqual([exitCode, expect.stringContaining(message)]);
  expect(result.stderr.trim().split("\n")).toHaveLength(1);
});
