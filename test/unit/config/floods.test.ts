import { describe, expect, it } from "@jest/globals";
import { parseConfiguration } from "../../../lib/config/parse-config.ts";
import { stageSettings } from "../../../lib/stages.ts";

const throttle = { ratePerSecond: 10, burst: 10 };
const stage = {
  region: "eu-central-1",
  retention: { whenDeleted: "destroy", logDays: 7 },
  throttles: { public: throttle, management: throttle },
};

function settingsOf(fields: object) {
  const { stages } = parseConfiguration({ stages: { dev: { ...stage, ...fields } } }, "file");
  if (!stages.dev) throw new Error("the stage is gone");
  return stageSettings(stages.dev);
}

describe("a stage's web ACL", () => {
  it("is none unless it is set", () => {
    expect(settingsOf({}).webAcl).toBeUndefined();
    expect(settingsOf({ webAcl: false }).webAcl).toBeUndefined();
  });

  it.each([
    [{}, { perMinute: 1000 }],
    [{ management: { perMinute: 300 } }, { perMinute: 300 }],
    [{ management: { from: ["::1"] } }, { from: ["::1"] }],
    [{ management: { from: ["::1"], perMinute: 300 } }, { from: ["::1"], perMinute: 300 }],
  ])("%j has the rules %j for the management API, and none for the other", (webAcl, rules) => {
    expect(settingsOf({ webAcl }).webAcl).toEqual({ management: rules, public: undefined });
  });
});

describe("limits", () => {
  it.each([
    [{ webAcl: true }, "webAcl must be false or { management?, public? }"],
    [
      { webAcl: { management: { perMinute: 99 } } },
      "webAcl.management.perMinute must be an integer from 100 to 2000000",
    ],
    [
      { webAcl: { management: { from: [] } } },
      "webAcl.management.from must have an address, or be left out",
    ],
    [
      { webAcl: { management: { from: ["0.0.0.0/0"] } } },
      "webAcl.management.from[0] must be an IPv4 or IPv6 address",
    ],
    [{ webAcl: { edge: {} } }, "webAcl.edge is no field of the configuration"],
    [
      { reservedConcurrency: { management: 0 } },
      "reservedConcurrency.management must be an integer from 1 to 10000",
    ],
    [
      { throttles: { ...stage.throttles, routes: { "/v1/models": throttle } } },
      'throttles.routes["/v1/models"] must be named as METHOD /path',
    ],
  ])("%j are refused by name", (fields, message) => {
    expect(() => settingsOf(fields)).toThrow(`file: stages.dev.${message}`);
  });
});
