import { beforeAll, describe, expect, it } from "@jest/globals";
import {
  type DeployOptions,
  type DeployParts,
  deployStage,
} from "../../cli/deploy/deploy-stage.ts";
import type { ProtectedThing } from "../../cli/deploy/losses.ts";
import { stackPolicy } from "../../cli/deploy/stack-policy.ts";
import type { DeployedStack } from "../../cli/deploy/stack-port.ts";
import { parseTemplate, statefulIds, type Template } from "../../cli/deploy/template.ts";
import type { SmokeReport } from "../../cli/smoke/run.ts";
import { synthesised } from "./support/synthesised.ts";

const account = "111111111111";
const certificateArn = `arn:aws:acm:us-east-1:${account}:certificate/example`;
const issuer = {
  oidcIssuer: "https://issuer.example",
  oidcAudience: "latchkey",
  oidcClientId: "settings-page",
};
const named = { domainName: "keys.example.com", certificateArn };

async function templateOf(context: Readonly<Record<string, string>>, stage = "prod") {
  return parseTemplate((await synthesised(stage, { context: { account, ...context } })).text);
}

let prod: Template;
let withIssuer: Template;
let withDomain: Template;
let withImport: Template;
let unpinned: Template;

beforeAll(async () => {
  prod = await templateOf({});
  withIssuer = await templateOf(issuer);
  withDomain = await templateOf(named);
  withImport = await templateOf({ foreignKeyPrefix: "old_" });
  unpinned = parseTemplate((await synthesised("prod")).text);
});

interface Played {
  readonly printed: string;
  readonly calls: readonly string[];
  readonly policies: readonly string[];
  readonly failure: string | undefined;
}

interface Scene {
  readonly deployed: Template | undefined;
  readonly next: Template;
  readonly options?: Partial<DeployOptions>;
  readonly status?: string;
  readonly account?: string;
  readonly cdkExitCode?: number;
  readonly confirms?: boolean;
  readonly failedChecks?: number;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly elsewhere?: readonly string[];
}

const report: SmokeReport = {
  object: "smoke_report",
  url: "",
  passed: 1,
  failed: 0,
  skipped: 0,
  checks: [],
  left_behind: null,
};

/** Deploys against a CloudFormation that holds one stack in memory. */
async function play(scene: Scene): Promise<Played> {
  const printed: string[] = [];
  const calls: string[] = [];
  const policies: string[] = [];
  const outputs = new Map(Object.entries(scene.outputs ?? { Url: "https://keys.example" }));
  let stack: DeployedStack | undefined = scene.deployed && {
    status: scene.status ?? "UPDATE_COMPLETE",
    account: scene.account ?? account,
    isProtected: true,
    template: scene.deployed,
    outputs,
  };
  const unasked = () => Promise.reject(new Error("nobody is asked"));
  const parts: DeployParts = {
    stage: "prod",
    next: scene.next,
    others: [],
    stack: {
      read: async () => stack,
      setPolicy: async (policy) => {
        calls.push("policy");
        policies.push(policy);
      },
      unprotect: async () => void calls.push("unprotect"),
      findDrift: unasked,
      close: () => {},
    },
    terminal: {
      showsTables: true,
      showsProgress: false,
      columns: 80,
      canAsk: scene.confirms !== undefined,
      print: (text) => void printed.push(text),
      note: (text) => void printed.push(text),
      progress: () => {},
      askSecret: unasked,
      confirm: async () => scene.confirms === true,
    },
    findElsewhere: async () => scene.elsewhere ?? [],
    runCdk: async () => {
      calls.push("cdk");
      const exitCode = scene.cdkExitCode ?? 0;
      if (exitCode === 0) {
        const status = "UPDATE_COMPLETE";
        stack = { status, account, isProtected: true, template: scene.next, outputs };
      }
      return exitCode;
    },
    smoke: async (url) => {
      calls.push(`smoke ${url ?? "the stack's address"}`);
      const check = { group: "g", name: "n", outcome: "failed", faults: ["f"] } as const;
      return { ...report, checks: Array.from({ length: scene.failedChecks ?? 0 }, () => check) };
    },
  };
  const options = { allowed: [], isConfirmed: true, isDiff: false, hasSmoke: true };
  const failure = await deployStage(parts, { ...options, ...scene.options }).then(
    () => undefined,
    (error: Error) => error.message,
  );
  return { printed: printed.join("\n"), calls, policies, failure };
}

const losses: [ProtectedThing, () => [Template, Template], string][] = [
  ["issuer", () => [withIssuer, prod], "OidcIssuer https://issuer.example would become that of"],
  ["pool", () => [prod, withIssuer], "AWS::Cognito::UserPool UsersPoolBFC35D3B would be removed"],
  ["domain", () => [withDomain, prod], "keys.example.com would no longer be served"],
  [
    "domain",
    () => [withRecord(withDomain, "AAAA"), withDomain],
    "the record keys.example.com. AAAA in Z0123456789 would be removed",
  ],
  ["prefix", () => [withImport, prod], 'imported keys ({"prefix":"old_"}) would be refused'],
  [
    "prefix",
    () => [prod, withOutput(prod, "Settings", '{"keyPrefix":"acme_"}')],
    "keys that begin with sk_live_ would be refused: the prefix would be acme_",
  ],
  [
    "table",
    () => [prod, without(prod, "TableCD117FA1")],
    "AWS::DynamoDB::Table TableCD117FA1 would be removed",
  ],
  [
    "table",
    () => [prod, changed(prod, "TableCD117FA1", { TableName: "keys" })],
    "AWS::DynamoDB::Table TableCD117FA1 would be replaced",
  ],
  [
    "table",
    () => [prod, retyped(prod, "TableCD117FA1", "AWS::DynamoDB::GlobalTable")],
    "AWS::DynamoDB::Table TableCD117FA1 would be replaced",
  ],
  [
    "secret",
    () => [prod, without(prod, "SecretsPepperC047F0EC")],
    "AWS::SecretsManager::Secret SecretsPepperC047F0EC would be removed",
  ],
  [
    "secret",
    () => [prod, changed(prod, "SecretsPepperC047F0EC", { GenerateSecretString: {} })],
    "the secret SecretsPepperC047F0EC would get a new value",
  ],
  [
    "address",
    () => [prod, without(prod, "SiteDistribution390DED28")],
    "AWS::CloudFront::Distribution SiteDistribution390DED28 would be removed",
  ],
];

describe("a deployment", () => {
  it("of the same template changes nothing, and is tested", async () => {
    const { printed, calls, failure } = await play({ deployed: prod, next: prod });
    expect(failure).toBeUndefined();
    expect(printed).toContain("Nothing would change.");
    expect(calls).toEqual(["policy", "cdk", "policy", "smoke the stack's address"]);
    expect(printed).toContain("Settings page  https://keys.example/app/settings/api-keys");
    expect(printed).toContain("Smoke test: 1 passed, 0 failed, 0 skipped");
  });

  it.each(losses)("does not drop the %s unless told so", async (thing, templates, words) => {
    const [deployed, next] = templates();
    const refused = await play({ deployed, next });
    expect(refused.printed).toContain(`LOSS of ${thing}: ${words}`);
    expect(refused.failure).toMatch(new RegExp(`--allow-${thing}\\b.*Nothing was changed`));
    expect(refused.calls).toEqual([]);
    const allowed = await play({ deployed, next, options: { allowed: [thing] } });
    expect(allowed.failure).toBeUndefined();
    expect(allowed.calls).toContain("cdk");
  });

  it("may give a name's record another logical id", async () => {
    const before = withRecord(withDomain, "A", "Address");
    const { failure } = await play({ deployed: before, next: withRecord(withDomain, "A", "Root") });
    expect(failure).toBeUndefined();
  });

  it("tells that a resource would no longer be retained", async () => {
    const { TableCD117FA1: table } = prod.Resources;
    if (!table) throw new Error("there is no table");
    const TableCD117FA1 = { ...table, DeletionPolicy: "Delete" };
    const next = { ...prod, Resources: { ...prod.Resources, TableCD117FA1 } };
    const { printed } = await play({ deployed: prod, next });
    expect(printed).toContain("changed: 1 × AWS::DynamoDB::Table (DeletionPolicy)");
  });

  it.each(["UPDATE_COMPLETE", "ROLLBACK_COMPLETE"])(
    "touches no stack of another account (%s)",
    async (status) => {
      const scene = { deployed: prod, next: prod, status, account: "222222222222" };
      const { failure, calls } = await play(scene);
      expect(failure).toMatch(
        /^Your AWS credentials are for account 222222222222, and prod is pinned/,
      );
      expect(calls).toEqual([]);
    },
  );

  it("is compared with what CloudFormation gives back, which is ASCII alone", async () => {
    const { text } = await synthesised("prod", { context: { account } });
    const own = text.replaceAll("Latchkey: judges API keys", "Latchkey: prüft API keys");
    const next = parseTemplate(own);
    const deployed = parseTemplate(own.replaceAll("ü", "?"));
    expect(own).toContain("ü");
    expect((await play({ deployed, next })).printed).toContain("Nothing would change.");
  });

  it("tells each setting that was forgotten or changed", async () => {
    const { printed } = await play({ deployed: withDomain, next: prod });
    expect(printed).toContain(
      "setting customDomain.domainName would be dropped (was keys.example.com)",
    );
    const other = await play({ deployed: prod, next: withDomain });
    expect(other.printed).toContain(
      "setting customDomain.domainName would be added (keys.example.com)",
    );
  });

  it("shows the differences alone if that is asked for, and refuses all the same", async () => {
    const options = { isDiff: true };
    const shown = await play({ deployed: prod, next: withDomain, options });
    expect([shown.failure, shown.calls]).toEqual([undefined, []]);
    expect(shown.printed).toContain("changed: 1 × AWS::CloudFront::Distribution");
    expect((await play({ deployed: withDomain, next: prod, options })).failure).toContain(
      "--allow-domain",
    );
  });

  it("asks, and deploys nothing if it is not confirmed", async () => {
    const options = { isConfirmed: false };
    const scene = { deployed: prod, next: prod, options };
    expect((await play({ ...scene, confirms: true })).calls).toContain("cdk");
    const no = await play({ ...scene, confirms: false });
    expect([no.failure, no.calls]).toEqual(["Not confirmed: nothing was changed.", []]);
    expect((await play(scene)).failure).toContain("pass --yes");
  });

  it("of a stage that keeps its data needs a pinned account", async () => {
    const { failure, calls } = await play({ deployed: undefined, next: unpinned });
    expect(failure).toMatch(/^latchkey\.config\.ts: stages\.prod\.account is missing: [^\n]*$/);
    expect(calls).toEqual([]);
  });

  it("for the first time has no policy to set before", async () => {
    const { calls, printed } = await play({ deployed: undefined, next: prod });
    expect(calls).toEqual(["cdk", "policy", "smoke the stack's address"]);
    expect(printed).toContain("everything is new");
  });

  it("to another region than that of the deployed stack is refused unless told so", async () => {
    const scene = { deployed: undefined, next: prod, elsewhere: ["eu-central-1"] };
    const { failure, calls, printed } = await play(scene);
    expect(printed).toContain("LOSS of region: prod is deployed in eu-central-1, and would get");
    expect([failure, calls]).toEqual([expect.stringContaining("--allow-region"), []]);
    const allowed = await play({ ...scene, options: { allowed: ["region"] } });
    expect(allowed.calls).toContain("cdk");
    // One that is there is the stage's own, wherever there are others.
    expect((await play({ ...scene, deployed: prod })).calls).toContain("cdk");
  });

  it("after a failed first one lifts the protection of what has no data", async () => {
    const { calls } = await play({ deployed: prod, next: prod, status: "ROLLBACK_COMPLETE" });
    expect(calls.slice(0, 2)).toEqual(["unprotect", "cdk"]);
    const busy = await play({ deployed: prod, next: prod, status: "UPDATE_IN_PROGRESS" });
    expect([busy.failure, busy.calls]).toEqual([expect.stringContaining("Wait for it"), []]);
  });

  it("of a stage that keeps its data no longer lifts the policy", async () => {
    const next = withSetting(prod, "deletionProtection", false);
    const { calls, policies } = await play({ deployed: prod, next });
    expect([calls.slice(0, 2), policies.length]).toEqual([["policy", "cdk"], 1]);
    expect(policies[0]).not.toContain("Deny");
    expect((await play({ deployed: next, next })).policies).toEqual([]);
  });

  it("that fails is not tested, and the policy holds again", async () => {
    const scene = { deployed: prod, next: without(prod, "TableCD117FA1"), cdkExitCode: 1 };
    const { failure, calls, policies } = await play({ ...scene, options: { allowed: ["table"] } });
    expect(failure).toContain("cdk deploy ended with 1");
    expect(calls).toEqual(["policy", "cdk", "policy"]);
    expect(policies[0]).not.toContain("LogicalResourceId/TableCD117FA1");
    expect(policies[1]).toContain("LogicalResourceId/TableCD117FA1");
  });

  it("whose smoke test fails says so", async () => {
    const { failure, printed } = await play({ deployed: prod, next: prod, failedChecks: 2 });
    expect(failure).toBe("Deployed, but 2 checks of the smoke test failed.");
    expect(printed).toContain("✗ n: f");
  });

  it("is tested by CloudFront's own name, while nobody knows where a name leads", async () => {
    const outputs = {
      Url: "https://keys.example.com",
      DistributionDomainName: "d1.cloudfront.net",
    };
    const { calls, printed } = await play({ deployed: withDomain, next: withDomain, outputs });
    expect(calls.at(-1)).toBe("smoke https://d1.cloudfront.net");
    expect(printed).toContain("Point keys.example.com at d1.cloudfront.net");
  });
});

it("the stack policy denies to replace or delete whatever holds state", () => {
  const { Statement } = JSON.parse(stackPolicy(prod));
  expect(Statement).toEqual([
    { Effect: "Allow", Action: "Update:*", Principal: "*", Resource: "*" },
    {
      Effect: "Deny",
      Action: ["Update:Replace", "Update:Delete"],
      Principal: "*",
      Resource: statefulIds(prod).map((id) => `LogicalResourceId/${id}`),
    },
  ]);
});

function without(template: Template, id: string): Template {
  const { [id]: gone, ...Resources } = template.Resources;
  if (!gone) throw new Error(`there is no ${id}`);
  return { ...template, Resources };
}

function changed(template: Template, id: string, properties: object): Template {
  const resource = template.Resources[id];
  if (!resource) throw new Error(`there is no ${id}`);
  const Properties = { ...resource.Properties, ...properties };
  return { ...template, Resources: { ...template.Resources, [id]: { ...resource, Properties } } };
}

function retyped(template: Template, id: string, Type: string): Template {
  const { Properties = {} } = template.Resources[id] ?? {};
  return { ...template, Resources: { ...template.Resources, [id]: { Type, Properties } } };
}

function withRecord(template: Template, Type: string, id = "AddressV6"): Template {
  const Properties = { Name: "keys.example.com.", Type, HostedZoneId: "Z0123456789" };
  const record = { Type: "AWS::Route53::RecordSet", Properties };
  return { ...template, Resources: { ...template.Resources, [id]: record } };
}

function withSetting(template: Template, name: string, value: unknown): Template {
  const settings = { ...template.Metadata?.Latchkey?.settings, [name]: value };
  return { ...template, Metadata: { Latchkey: { settings } } };
}

function withOutput(template: Template, name: string, Value: string): Template {
  return { ...template, Outputs: { ...template.Outputs, [name]: { Value } } };
}
