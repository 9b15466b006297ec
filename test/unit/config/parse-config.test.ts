import { describe, expect, it } from "@jest/globals";
import { defaultSettings } from "../../../core/config/default-settings.ts";
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
const { region: _, ...withoutRegion } = stage;

function parse(config: unknown) {
  return parseConfiguration(config, "latchkey.config.ts");
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

  it("gives a plan the default cap of keys", () => {
    const { settings } = parse({ plans: [plan], ...prodWith({}) });
    expect(settings.plans).toEqual([{ ...plan, keyCap: 25 }]);
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
