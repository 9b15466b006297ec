import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { majorOf, pinnedVersion } from "../../bench/runtime/deployed-node.ts";
import { defaultSettings } from "../../core/config/default-settings.ts";
import { functionRoutes, type PublicFunction } from "../../core/config/protected-routes.ts";
import { constructIdOf } from "../../lib/constructs/functions.ts";
import { type Synthesised, synthesised } from "./support/synthesised.ts";

interface Expectation {
  readonly id: string;
  readonly memory: number;
  readonly timeout: number;
  readonly environment: Readonly<Record<string, unknown>>;
  readonly statements: readonly unknown[];
}

const scopes = Object.fromEntries(Object.keys(defaultSettings.scopes).map((name) => [name, {}]));
const settings = JSON.stringify({ ...defaultSettings, scopes, importedKeys: "none" });
const table = { Ref: expect.stringMatching(/^Table/) };
const tableArn = { "Fn::GetAtt": [expect.stringMatching(/^Table/), "Arn"] };
const pepper = { Ref: expect.stringMatching(/^SecretsPepper/) };
const originSecret = { Ref: expect.stringMatching(/^SecretsOrigin/) };
const operatorToken = { Ref: expect.stringMatching(/^SecretsOperatorToken/) };
const mayReadBoth = allow("secretsmanager:GetSecretValue", [originSecret, pepper]);

const actionsOfReading = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"];
const mayReadRefusals = within(["REFUSALS#*"], allow("dynamodb:Query", tableArn));
const mayWrite = allow(["dynamodb:PutItem", "dynamodb:UpdateItem"], tableArn);

const mayFindAccounts = {
  ...allow("dynamodb:BatchGetItem", tableArn),
  Condition: {
    "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["KEY#*"] },
    // The key's owner, but not its digest.
    "ForAllValues:StringEquals": {
      "dynamodb:Attributes": ["pk", "sk", "key_id", "account_id"],
    },
    StringEquals: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
  },
};

const expectations: readonly Expectation[] = [
  {
    id: "Authorizer",
    memory: 512,
    timeout: 4,
    environment: {
      TABLE_NAME: table,
      PEPPER_SECRET_ARN: pepper,
      ORIGIN_SECRET_ARN: originSecret,
    },
    statements: [
      within(["KEY#*"], allow(["dynamodb:Query", "dynamodb:UpdateItem"], tableArn)),
      mayReadBoth,
    ],
  },
  ...[...new Set(functionRoutes.map((route) => route.function))].map((declared) => ({
    id: constructIdOf(declared.name),
    memory: declared.memoryMegabytes,
    timeout: 3,
    ...readingOf(declared),
  })),
  {
    id: "AccountManagement",
    memory: 512,
    timeout: 5,
    environment: {
      TABLE_NAME: table,
      PEPPER_SECRET_ARN: pepper,
      ORIGIN_SECRET_ARN: originSecret,
    },
    statements: [
      within(["ACCOUNT#*", "ACCOUNTS", "CONTACT#*"], allow(actionsOfReading, tableArn)),
      within(["EVENTS#*"], allow("dynamodb:Query", tableArn)),
      mayReadRefusals,
      mayWrite,
      mayReadBoth,
    ],
  },
  {
    id: "KeyManagement",
    memory: 512,
    timeout: 5,
    environment: {
      TABLE_NAME: table,
      PEPPER_SECRET_ARN: pepper,
      ORIGIN_SECRET_ARN: originSecret,
    },
    statements: [
      within(["KEY#*", "ACCOUNT#*"], allow(actionsOfReading, tableArn)),
      mayReadRefusals,
      mayWrite,
      mayReadBoth,
    ],
  },
  {
    id: "Operations",
    memory: 256,
    timeout: 22,
    environment: {
      TABLE_NAME: table,
      PEPPER_SECRET_ARN: pepper,
      ORIGIN_SECRET_ARN: originSecret,
      OPERATOR_TOKEN_SECRET_ARN: operatorToken,
      OIDC_ISSUER: { "Fn::GetAtt": [expect.stringMatching(/^UsersPool/), "ProviderURL"] },
      ACCESS_LOG_GROUPS: { Ref: expect.stringMatching(/^PublicApiAccessLog/) },
    },
    statements: [
      mayFindAccounts,
      within(["ACCOUNTS"], allow("dynamodb:GetItem", tableArn)),
      allow("secretsmanager:GetSecretValue", pepper),
      allow("secretsmanager:DescribeSecret", [operatorToken, originSecret]),
      allow("logs:FilterLogEvents", {
        "Fn::GetAtt": [expect.stringMatching(/^PublicApiAccessLog/), "Arn"],
      }),
    ],
  },
  {
    id: "ManagementAuthorizer",
    memory: 256,
    timeout: 4,
    environment: {
      OPERATOR_TOKEN_SECRET_ARN: operatorToken,
      OIDC_ISSUER: { "Fn::GetAtt": [expect.stringMatching(/^UsersPool/), "ProviderURL"] },
      OIDC_AUDIENCE: { Ref: expect.stringMatching(/^UsersPoolSettingsPage/) },
      OIDC_ACCOUNT_CLAIM: "sub",
      OIDC_OPERATORS: expect.stringContaining('"claim":"cognito:groups"'),
    },
    statements: [allow("secretsmanager:GetSecretValue", operatorToken)],
  },
  {
    id: "LeakReport",
    memory: 256,
    timeout: 5,
    environment: {
      TABLE_NAME: table,
      PEPPER_SECRET_ARN: pepper,
      ORIGIN_SECRET_ARN: originSecret,
    },
    statements: [
      within(["KEY#*", "ACCOUNT#*"], allow("dynamodb:GetItem", tableArn)),
      mayWrite,
      mayReadBoth,
    ],
  },
  {
    id: "CountRefusals",
    memory: 256,
    timeout: 22,
    environment: { TABLE_NAME: table },
    statements: [mayFindAccounts, within(["REFUSALS#*"], allow("dynamodb:UpdateItem", tableArn))],
  },
];

/** All functions read the configuration except the one that counts. */
function configured(id: string): Record<string, string> {
  return id === "CountRefusals" ? {} : { LATCHKEY_CONFIG: settings };
}

function readingOf({ reads }: PublicFunction): Pick<Expectation, "environment" | "statements"> {
  if (reads === "nothing") return { environment: {}, statements: [] };
  return {
    environment: { TABLE_NAME: table },
    statements: [within(["KEY#*", "ACCOUNT#*"], allow(actionsOfReading, tableArn))],
  };
}

describe("the functions", () => {
  let dev: Synthesised;
  beforeAll(async () => {
    dev = await synthesised("dev");
  });
  afterAll(() => dev.dispose());

  it("are these and no others, but for CDK's own that fill the site's bucket and empty it", () => {
    const ids = Object.keys(dev.template.findResources("AWS::Lambda::Function"));
    const others = ids.filter((id) => !id.startsWith("Functions")).map((id) => id.slice(0, 20));
    expect(others.sort()).toEqual([
      "CustomCDKBucketDeplo",
      "CustomS3AutoDeleteOb",
      "EventsExpiryNoticesF",
      "EventsPublisherFunct",
    ]);
    expect(ids).toHaveLength(expectations.length + others.length);
    dev.template.resourceCountIs("AWS::IAM::Policy", expectations.length + 3);
    dev.template.resourceCountIs("AWS::Lambda::Url", 0);
  });

  it.each(expectations)("$id runs Node 24 on arm64, with its settings", (expected) => {
    const { Properties } = one("AWS::Lambda::Function", `Functions${expected.id}Function`);
    expect(Properties).toEqual({
      Architectures: ["arm64"],
      Code: expect.objectContaining({ S3Key: expect.stringMatching(/^[0-9a-f]{64}\.zip$/) }),
      Description: expect.any(String),
      Environment: { Variables: { ...configured(expected.id), ...expected.environment } },
      Handler: "index.handler",
      LoggingConfig: {
        ApplicationLogLevel: "INFO",
        LogFormat: "JSON",
        LogGroup: { Ref: expect.stringMatching(`^Functions${expected.id}Logs`) },
        SystemLogLevel: "WARN",
      },
      MemorySize: expected.memory,
      Role: { "Fn::GetAtt": [expect.stringMatching(`^Functions${expected.id}Role`), "Arn"] },
      // The one that benchmarks and black-box tests run on.
      Runtime: `nodejs${majorOf(pinnedVersion())}.x`,
      Timeout: expected.timeout,
    });
  });

  it.each(expectations)("$id may do what it needs and nothing else", ({ id, statements }) => {
    const { Properties: role } = one("AWS::IAM::Role", `Functions${id}Role`);
    expect(Object.keys(role)).toEqual(["AssumeRolePolicyDocument"]);
    const { Properties: policy } = one("AWS::IAM::Policy", `Functions${id}RoleDefaultPolicy`);
    expect(policy).toEqual({
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          allow(["logs:CreateLogStream", "logs:PutLogEvents"], {
            "Fn::GetAtt": [expect.stringMatching(`^Functions${id}Logs`), "Arn"],
          }),
          ...statements,
        ],
      },
      PolicyName: expect.any(String),
      Roles: [{ Ref: expect.stringMatching(`^Functions${id}Role`) }],
    });
  });

  it.each(expectations)("$id keeps its log for a week in dev", ({ id }) => {
    const { Properties } = one("AWS::Logs::LogGroup", `Functions${id}Logs`);
    expect(Properties).toEqual({ RetentionInDays: 7 });
  });

  function one(type: string, id: string): { readonly Properties: Record<string, unknown> } {
    const found = Object.entries(dev.template.findResources(type)).filter(([logicalId]) =>
      new RegExp(`^${id}[0-9A-F]{8}$`).test(logicalId),
    );
    expect(found).toHaveLength(1);
    return { Properties: found[0]?.[1].Properties ?? {} };
  }
});

it("refusals are counted from the lines of the public API's log that name a key", async () => {
  const dev = await synthesised("dev");
  const [functionId] = Object.keys(dev.template.findResources("AWS::Lambda::Function")).filter(
    (id) => id.startsWith("FunctionsCountRefusals"),
  );
  const filters = Object.values(dev.template.findResources("AWS::Logs::SubscriptionFilter"));
  expect(filters.map(({ Properties }) => Properties)).toEqual([
    {
      DestinationArn: { "Fn::GetAtt": [functionId, "Arn"] },
      FilterPattern: '{ $.keyId != "-" && $.reason != "-" && $.reason != "unknown" }',
      LogGroupName: { Ref: expect.stringMatching(/^PublicApiAccessLog/) },
    },
  ]);
  dev.dispose();
});

function allow(actions: string | readonly string[], resource: unknown): Record<string, unknown> {
  return { Action: actions, Effect: "Allow", Resource: resource };
}

/** Only on partitions whose keys begin so. */
function within(partitions: readonly string[], statement: object): Record<string, unknown> {
  return {
    ...statement,
    Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": partitions } },
  };
}
