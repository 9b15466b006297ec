import { App } from "aws-cdk-lib/core";
import {
  buildSite,
  configOf,
  defineConfig,
  findStage,
  LatchkeyStack,
  parseConfiguration,
} from "latchkey";

const throttle = { ratePerSecond: 10, burst: 10 };
const config = defineConfig({
  product: { name: "Adopted" },
  stages: {
    dev: {
      region: "eu-west-1",
      retention: { whenDeleted: "destroy", logDays: 30 },
      throttles: { public: throttle, management: throttle },
    },
  },
});
const { settings: productSettings, ...configuration } = parseConfiguration(config, "stack.ts");
const { name, settings } = findStage({ ...configuration, settings: productSettings }, "dev");
buildSite(configOf(productSettings)).then((site) => {
  const app = new App({ outdir: "assembly" });
  new LatchkeyStack(app, { stage: name, settings, productSettings, site });
  app.synth();
});
