import { describe, expect, it } from "@jest/globals";
import { defaultSettings } from "../../../core/config/default-settings.ts";
import { functionRoutes } from "../../../core/config/protected-routes.ts";
import { defaultKeyPrefix } from "../../../core/key/api-key.ts";
import latchkeyConfig from "../../../latchkey.config.ts";
import { ConfigError, parseConfiguration } from "../../../lib/config/parse-config.ts";

const plan = { name: "team", label: "Team", eligible: true, limitPerMinute: 5, initial: true };
const stage = {
  region: "eu-central-1",
  retention: { whenDeleted: "destroy", logDays: 7 },
  throttles: {
    public: { ratePerSecond: 10, burst: 10 },
    management: { ratePerSecond: 10, burst: 10 },
  },
};
const issuer = { url: "https://a.example", audience: "api", clientId: "page" };
const userPool = { id: "eu-central-1_a1", clientId: "a1", signInDomain: "auth.a.example" };
const topic = "arn:aws:sns:eu-central-1:111111111111:operators";
const { region: _, ...withoutRegion } = stage;

function parse(config: unknown) {
  return parseConfiguration(config, "latchkey.config.ts");
}

/** No route wants a scope, and none costs more than a unit. */
const free = Object.fromEntries(
  functionRoutes.map(({ route }) => [route, { scope: null, cost: 1 }]),
);

const quotaRule = "must be an integer from 1 to 1000000000000";
const quotaFaults: readonly (readonly [unknown, string])[] = [
  [{}, " must have day, month or total"],
  [{ day: 0 }, `.day ${quotaRule}`],
  [{ month: 1.5 }, `.month ${quotaRule}`],
  [{ total: 10 ** 12 + 1 }, `.total ${quotaRule}`],
  [{ day: null }, `.day ${quotaRule}`],
  [{ week: 7 }, ".week is no field of the configuration"],
  [5, " must be an object"],
];

function scopesNamed(names: readonly string[]) {
  const text = { label: "Label", description: "Description." };
  return Object.fromEntries(names.map((name) => [name, text]));
}

function prodWith(more: Readonly<Record<string, unknown>>) {
  return { stages: { prod: { ...stage, ...more } } };
}

describe("the checkout's configuration", () => {
  it("has the contract's values", () => {
    expect(parse(latchkeyConfig).settings).toEqual(defaultSettings);
    expect(defaultSettings.keyPrefix).toBe(defaultKeyPrefix);
  });
});

describe("a configuration", () => {
  it("has the contract's values where it says nothing", () => {
    expect(parse(prodWith({})).settings).toEqual(defaultSettings);
    expect(parse(prodWith({})).stages.prod).toMatchObject({
      accountClaim: "sub",
      alarms: false,
      keys: { imported: "none" },
    });
  });

  it("says which values of which claim make operators", () => {
    const groups = { claim: "groups", admin: ["keys-admin"] };
    expect(parse(prodWith({ operators: groups })).stages.prod?.operators).toEqual({
      ...groups,
      support: [],
    });
    expect(parse(prodWith({})).stages.prod?.operators).toBeUndefined();
  });

  it("gives a plan the default cap of keys", () => {
    const { settings } = parse({ plans: [plan], ...prodWith({}) });
    expect(settings.plans).toEqual([{ ...plan, keyCap: 25 }]);
  });

  it("has each route's own scope and cost, unless it names others", () => {
    const [models, account] = ["GET /v1/models", "GET /v1/account"] as const;
    const rules = (routes: object) => parse({ routes, ...prodWith({}) }).settings.routes;
    const own = { [models]: { scope: "models:read" }, [account]: { scope: "account:read" } };
    expect(rules({})).toMatchObject(own);
    expect(rules({ [models]: { cost: 2 } })).toEqual({
      ...rules({}),
      [models]: { scope: "models:read", cost: 2 },
    });
    expect(rules({ ...free, [models]: { scope: "account:read", cost: 600 } })).toEqual({
      [models]: { scope: "account:read", cost: 600 },
    });
    expect(rules({ ...free, [account]: { scope: undefined } })).toEqual({
      [account]: { scope: "account:read" },
    });
  });

  it("has any number of scopes of its own up to 50, none included", () => {
    const scopes = scopesNamed(["a", "a.b-c_d:e:0-f.g", "x".repeat(50)]);
    const { settings } = parse({ scopes, routes: free, ...prodWith({}) });
    expect(settings).toMatchObject({ scopes, routes: {} });
    const fifty = scopesNamed(Array.from({ length: 50 }, (_, index) => `scope:${index}`));
    expect(parse({ scopes: fifty, routes: free, ...prodWith({}) }).settings.scopes).toEqual(fifty);
    expect(parse({ scopes: {}, routes: free, ...prodWith({}) }).settings.scopes).toEqual({});
  });

  it("gives a plan the quotas that it names", () => {
    const quotas = { day: 1, total: 10 ** 12 };
    const { settings } = parse({ plans: [{ ...plan, quotas }], ...prodWith({}) });
    expect(settings.plans).toEqual([{ ...plan, keyCap: 25, quotas }]);
  });

  it.each(["x", "It's 100 % [refused]: <see> {docs} ~", "x".repeat(200)])(
    "takes the text of the plan refusal %j",
    (planRefusal) => {
      expect(parse({ planRefusal, ...prodWith({}) }).settings.planRefusal).toBe(planRefusal);
    },
  );

  it.each(["", " ", " x", "x ", 'a "b"', "a\\b", "a\tb", "a\nb", "née", "x".repeat(201)])(
    "does not take the text of the plan refusal %j, which a header could not hold or JSON would break",
    (planRefusal) => {
      expect(() => parse({ planRefusal, ...prodWith({}) })).toThrow(
        "planRefusal must be 1 to 200 printable ASCII characters",
      );
    },
  );

  it("trusts the addresses that a stage names", () => {
    const from = ["10.1.2.3", "0.0.0.0/1", "10.0.0.0/32", "2001:db8::1", "::1", "2001:db8::/128"];
    expect(parse(prodWith({ verify: { from } })).stages.prod?.verify).toEqual({ from });
    expect(parse(prodWith({})).stages.prod?.verify).toBeUndefined();
  });

  it.each([
    [undefined, "the default export is missing"],
    [{}, "stages must name the stages"],
    [{ stages: {} }, "stages must have a stage"],
    [{ stages: { Prod: stage } }, "stages.Prod must be named by 1 to 32 of a-z"],
    [{ colour: "red", ...prodWith({}) }, "colour is no field of the configuration"],
    [prodWith({ colour: "red" }), "stages.prod.colour is no field of the configuration"],
    [
      { plans: [{ ...plan, colour: "red" }], ...prodWith({}) },
      "plans[0].colour is no field of the configuration",
    ],
    [
      { plans: [{ ...plan, limitPerMinute: 0 }], ...prodWith({}) },
      "plans[0].limitPerMinute must be an integer from 1 to 10000",
    ],
    [
      { plans: [{ ...plan, keyCap: 91 }], ...prodWith({}) },
      "plans[0].keyCap must be an integer from 1 to 90",
    ],
    [
      { plans: [plan, { ...plan, initial: false }], ...prodWith({}) },
      "plans[1].name must differ from plans[0].name",
    ],
    [
      { plans: [{ ...plan, initial: false }], ...prodWith({}) },
      "plans must have exactly one plan with initial: true, not 0",
    ],
    [
      { plans: [plan, { ...plan, name: "scale" }], ...prodWith({}) },
      "plans must have exactly one plan with initial: true, not 2",
    ],
    [
      { plans: [{ ...plan, eligible: false }], ...prodWith({}) },
      "plans must have a plan with eligible: true",
    ],
    [{ plans: [{ ...plan, name: "Team" }], ...prodWith({}) }, "plans[0].name must be 1 to 32 of"],
    [
      {
        plans: Array.from({ length: 20 }, (_, index) => ({
          ...plan,
          name: `plan_${index}`,
          label: "x".repeat(60),
          initial: index === 0,
        })),
        ...prodWith({}),
      },
      "plans must be at most 2600 bytes of JSON",
    ],
    ...["Acme_", "ac", "acme", "a-b_", `${"a".repeat(20)}_`, "acme_\n"].map(
      (keyPrefix) =>
        [
          { keyPrefix, ...prodWith({}) },
          "keyPrefix must be 3 to 20 of a-z, 0-9 and _, and end in _",
        ] as const,
    ),
    [
      { product: { name: "A", supportUrl: "javascript:alert(1)" }, ...prodWith({}) },
      "product.supportUrl must be an https or mailto address",
    ],
    [
      { stages: { prod: withoutRegion } },
      "stages.prod.region must be an AWS region, such as eu-central-1",
    ],
    [prodWith({ region: "Frankfurt" }), "stages.prod.region must be an AWS region"],
    [prodWith({ account: "1" }), "stages.prod.account must be 12 digits"],
    [prodWith({ domain: { name: "a.example" } }), "stages.prod.domain.certificateArn must be the"],
    [
      prodWith({ issuer: { ...issuer, url: "http://a.example" } }),
      "stages.prod.issuer.url must be an https URL",
    ],
    [
      prodWith({ domain: { name: "keys.a.example", hostedZone: { id: "Z1", name: "b.example" } } }),
      "stages.prod.domain.hostedZone.name must hold the domain keys.a.example",
    ],
    [prodWith({ userPool: { ...userPool, id: "pool" } }), "stages.prod.userPool.id must be a user"],
    [prodWith({ userPool, issuer }), "stages.prod.userPool must be left out beside an issuer"],
    [prodWith({ mfa: "optional" }), "stages.prod.mfa must be required or off"],
    [
      prodWith({ issuer, mfa: "required" }),
      "stages.prod.mfa must be left out beside an issuer: it is for the stack's own user pool",
    ],
    [
      prodWith({ userPool, mail: { from: "keys@a.example" } }),
      "stages.prod.mail must be left out beside a userPool: it is for the stack's own user pool",
    ],
    [prodWith({ mail: { from: "keys" } }), "stages.prod.mail.from must be an e-mail address"],
    [
      prodWith({ mail: { from: "keys@a.example", name: "A <b>" } }),
      "stages.prod.mail.name must be 1 to 60 characters without",
    ],
    [
      prodWith({ mail: { from: "keys@a.example", identity: "host" } }),
      "stages.prod.mail.identity must be domain or address",
    ],
    [
      prodWith({ invitationUrl: "http://a.example" }),
      "stages.prod.invitationUrl must be an https URL",
    ],
    [
      prodWith({ userPool, callbackUrls: ["https://a.example"] }),
      "stages.prod.callbackUrls are for the stack's own user pool: set them in yours",
    ],
    [
      prodWith({ alarms: { topicArn: "operators" } }),
      "stages.prod.alarms.topicArn must be the ARN of an SNS topic",
    ],
    [
      prodWith({ alarms: { email: "a@b.example", topicArn: topic } }),
      "stages.prod.alarms.email must be left out beside a topicArn",
    ],
    [prodWith({ rollout: "blue-green" }), "stages.prod.rollout must be one of all-at-once, canary"],
    [
      prodWith({ alarms: false, rollout: "canary-10-percent-5-minutes" }),
      "stages.prod.rollout must be all-at-once, since nothing would stop it without alarms",
    ],
    [
      prodWith({ permissionsBoundary: "boundary" }),
      "stages.prod.permissionsBoundary must be the ARN of a managed policy",
    ],
    [prodWith({ tags: { team: 1 } }), "stages.prod.tags.team must be up to 256 letters"],
    [prodWith({ tags: { "aws:x": "y" } }), 'stages.prod.tags["aws:x"] must be named by 1 to 128'],
    [
      prodWith({ operators: { admin: ["a"] } }),
      "stages.prod.operators.claim must be the name of a claim",
    ],
    [
      prodWith({ operators: { claim: "groups" } }),
      "stages.prod.operators must have a value for admin or support",
    ],
    [
      prodWith({ operators: { claim: "groups", admin: "a" } }),
      "stages.prod.operators.admin must be a list of the claim's values",
    ],
    [
      prodWith({ operators: { claim: "groups", support: [""] } }),
      "stages.prod.operators.support[0] must be 1 to 100 characters",
    ],
    [
      prodWith({ operators: { claim: "groups", support: ["a", "b", "c", "d", "e", "f"] } }),
      "stages.prod.operators.support must be at most 5 values",
    ],
    [
      prodWith({ operators: { claim: "groups", owner: ["a"] } }),
      "stages.prod.operators.owner is no field of the configuration",
    ],
    [
      prodWith({ issuer, callbackUrls: ["https://a.example"] }),
      "stages.prod.callbackUrls are for the user pool",
    ],
    [
      prodWith({ retention: { whenDeleted: "destroy", logDays: 8 } }),
      "stages.prod.retention.logDays must be one of 1, 3, 5, 7",
    ],
    [
      prodWith({ keys: { imported: { prefix: "sk_live_x" } } }),
      "stages.prod.keys.imported.prefix must not begin with the product's own prefix sk_live_",
    ],
    ...quotaFaults.map(
      ([quotas, fault]) =>
        [{ plans: [{ ...plan, quotas }], ...prodWith({}) }, `plans[0].quotas${fault}`] as const,
    ),
    ...["", "A", "1a", "a b", "a:", ":a", "a::b", 'a"b', "a/b", "x".repeat(51), "a\n"].map(
      (name) =>
        [
          { scopes: scopesNamed([name]), ...prodWith({}) },
          `scopes${/^\w+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`} must be named by 1 to 50 of`,
        ] as const,
    ),
    [{ product: 5, ...prodWith({}) }, "product must be an object"],
    [
      { scopes: scopesNamed(Array.from({ length: 51 }, (_, n) => `s${n}`)), ...prodWith({}) },
      "scopes must be at most 50 scopes",
    ],
    [{ scopes: ["models:read"], ...prodWith({}) }, "scopes must name the scopes"],
    [{ scopes: { "a:b": {} }, ...prodWith({}) }, 'scopes["a:b"].label must be 1 to 60 characters'],
    [
      { scopes: { a: { label: "A", description: "x".repeat(201) } }, ...prodWith({}) },
      "scopes.a.description must be 1 to 200 characters",
    ],
    [
      { scopes: { a: { label: "A", description: "A.", colour: "red" } }, ...prodWith({}) },
      "scopes.a.colour is no field of the configuration",
    ],
    [
      { routes: { "GET /v1/none": {} }, ...prodWith({}) },
      'routes["GET /v1/none"] must be a protected route: GET /v1/models, GET /v1/account',
    ],
    [
      { routes: { "GET /v1/models": { scope: "models:write" } }, ...prodWith({}) },
      'routes["GET /v1/models"].scope must be null or a configured scope (models:read, account:read), not models:write',
    ],
    [
      { routes: { "GET /v1/models": { scope: "constructor" } }, ...prodWith({}) },
      'routes["GET /v1/models"].scope must be null or a configured scope',
    ],
    [
      { scopes: {}, ...prodWith({}) },
      'routes["GET /v1/models"].scope must be null or a configured scope (there are none), not models:read',
    ],
    [
      { routes: { "GET /v1/models": { scope: 7 } }, ...prodWith({}) },
      'routes["GET /v1/models"].scope must be null or the name of a scope',
    ],
    ...[0, 1001, 1.5, "2"].map(
      (cost) =>
        [
          { routes: { "GET /v1/account": { cost } }, ...prodWith({}) },
          'routes["GET /v1/account"].cost must be an integer from 1 to 1000',
        ] as const,
    ),
    [
      {
        plans: [
          plan,
          { ...plan, name: "idle", eligible: false, initial: false, limitPerMinute: 9 },
        ],
        routes: { "GET /v1/account": { cost: 6 } },
        ...prodWith({}),
      },
      'routes["GET /v1/account"].cost must be at most 5, the greatest limitPerMinute of an eligible plan',
    ],
    [
      { routes: { "GET /v1/account": { price: 2 } }, ...prodWith({}) },
      'routes["GET /v1/account"].price is no field of the configuration',
    ],
    ...[
      "0.0.0.0/0",
      "0.0.0.0/33",
      "::/0",
      "::/129",
      "::ffff:0:0/96",
      "0:0:0:0:0:FFFF:1.2.3.4/96",
      "1.2.3",
      "1.2.3.4/08",
      "1.2.3.4/8/8",
      "1.2.3.4/",
      "fe80::1%eth0",
      "localhost",
      "",
      7,
    ].map(
      (address) =>
        [
          prodWith({ verify: { from: ["::1", address] } }),
          `stages.prod.verify.from[1] must be an ${typeof address === "string" ? "IPv4 or IPv6 " : ""}address`,
        ] as const,
    ),
    [
      prodWith({ verify: { from: Array.from({ length: 17 }, () => "::1") } }),
      "stages.prod.verify.from must be at most 16 addresses",
    ],
    [prodWith({ verify: { from: "::1" } }), "stages.prod.verify.from must be a list of addresses"],
    [prodWith({ verify: {} }), "stages.prod.verify.from must be a list of addresses"],
    [
      { stages: { "pro-d": { ...stage, region: 1 } } },
      'stages["pro-d"].region must be an AWS region',
    ],
    [prodWith({ keys: { imported: "all" } }), 'stages.prod.keys.imported must be "none", "any"'],
  ])("is refused in one line that names path and rule: %j", (config, message) => {
    let error: unknown;
    try {
      parse(config);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({
      message: expect.stringContaining(`latchkey.config.ts: ${message}`),
    });
    expect(String(error)).not.toContain("\n");
  });
});
