import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { deployStage } from "../../cli/deploy/deploy-stage.ts";
import { othersOf, type SynthesisedStack } from "../../cli/deploy/other-stacks.ts";
import { parseTemplate, type Template } from "../../cli/deploy/template.ts";
import { latchkeyApp } from "../../lib/latchkey-app.ts";
import { configuration } from "./support/stages.ts";

/* Reach: deployments of prod in eu-central-1, whose certificate and web ACL are in us-east-1, up to the diff. */

const account = "111111111111";
const edge = "Latchkey-prod-edge";
let stacks: SynthesisedStack[];

beforeAll(async () => {
  const { prod } = configuration.stages;
  if (!prod) throw new Error("there is no stage prod");
  const hostedZone = { id: "Z0123456789ABCDEFGHIJ", name: "example.com" };
  const domain = { name: "keys.example.com", hostedZone };
  const stage = {
    ...prod,
    account,
    region: "eu-central-1",
    edgeLogs: false,
    domain,
    tags: { team: "platform" },
  };
  const app = await latchkeyApp({
    stage: "prod",
    configuration: { ...configuration, stages: { prod: stage } },
  });
  stacks = app.synth().stacks.map(({ stackName, environment, templateFullPath }) => ({
    stackName,
    region: environment.region,
    template: parseTemplate(readFileSync(templateFullPath, "utf8")),
  }));
});

const nameOf = ({ stackName }: SynthesisedStack) => stackName;

/** Prints `--diff`, with these templates deployed by the names of their stacks. */
async function diff(next: readonly SynthesisedStack[], deployed: Record<string, Template>) {
  const printed: string[] = [];
  const unasked = () => Promise.reject(new Error("nobody is asked"));
  const portOf = (name: string) => ({
    read: async () => {
      const template = deployed[name];
      return (
        template && {
          status: "UPDATE_COMPLETE",
          account,
          isProtected: false,
          template,
          outputs: new Map(),
        }
      );
    },
    setPolicy: unasked,
    unprotect: unasked,
    findDrift: unasked,
    close: () => {},
  });
  const [own] = next.filter((stack) => nameOf(stack) === "Latchkey-prod");
  if (!own) throw new Error("there is no stack of the stage");
  const others = next.filter((stack) => stack !== own);
  await deployStage(
    {
      stage: "prod",
      stack: portOf(own.stackName),
      next: own.template,
      others: othersOf(own.stackName, own.region, others).map((other) => ({
        ...other,
        stack: portOf(other.name),
      })),
      terminal: {
        showsTables: true,
        showsProgress: false,
        columns: 80,
        canAsk: false,
        print: (text) => void printed.push(text),
        note: (text) => void printed.push(text),
        progress: () => {},
        askSecret: unasked,
        confirm: unasked,
      },
      findElsewhere: unasked,
      runCdk: unasked,
      smoke: unasked,
    },
    { allowed: [], isConfirmed: true, isDiff: true, hasSmoke: false },
  );
  return printed.join("\n");
}

const deployedAs = (all: readonly SynthesisedStack[]) =>
  Object.fromEntries(all.map(({ stackName, template }) => [stackName, template]));

describe("the stack in us-east-1", () => {
  it("is there beside that of the stage", () => {
    expect(stacks.map(({ stackName, region }) => [stackName, region])).toEqual(
      expect.arrayContaining([
        ["Latchkey-prod", "eu-central-1"],
        [edge, "us-east-1"],
      ]),
    );
  });

  it("has the stage's tags", () => {
    const { template } = stacks.find((stack) => nameOf(stack) === edge) ?? {};
    const tags = Object.values(template?.Resources ?? {}).map(({ Properties }) => Properties.Tags);
    expect(tags).toHaveLength(2);
    for (const each of tags) expect(each).toContainEqual({ Key: "team", Value: "platform" });
  });

  it("is compared, and said to be unchanged if it is", async () => {
    const printed = await diff(stacks, deployedAs(stacks));
    expect(printed).toBe(`Nothing would change.\nStack ${edge} in us-east-1: nothing would change`);
  });

  it("shows what is replaced in it", async () => {
    const next = stacks.map((stack) => {
      if (stack.stackName !== edge) return stack;
      const text = JSON.stringify(stack.template).replaceAll("keys.example", "api.example");
      return { ...stack, template: parseTemplate(text) };
    });
    expect(await diff(next, deployedAs(stacks))).toMatch(
      new RegExp(
        `^Stack ${edge} in us-east-1: replaced: 1 × AWS::CertificateManager::Certificate \\w+ \\(DomainName`,
        "m",
      ),
    );
  });

  it("is new if it was not there", async () => {
    const before = deployedAs(stacks.filter(({ stackName }) => stackName !== edge));
    expect(await diff(stacks, before)).toContain(`Stack ${edge} in us-east-1: everything is new.`);
  });

  it("is named to be deleted if nothing uses it any more, under a former name too", async () => {
    const own = stacks.filter(({ stackName }) => stackName !== edge);
    const [template] = stacks.map((stack) => stack.template);
    if (!template) throw new Error("there is no template");
    const former = { "Latchkey-prod-certificate": template };
    const printed = await diff(own, { ...deployedAs(stacks), ...former });
    for (const name of [edge, "Latchkey-prod-certificate"]) {
      expect(printed).toContain(
        `Stack ${name} in us-east-1 is no longer used. After the deployment: aws cloudformation delete-stack --region us-east-1 --stack-name ${name}`,
      );
    }
  });
});
