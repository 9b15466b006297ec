import { Aws } from "aws-cdk-lib/core";
import { configOf } from "../core/config/config.ts";
import { buildSite as build } from "../web/site.ts";
import type { Site } from "../web/site-file.ts";
import { parseProps } from "./config/parse-props.ts";
import type { LatchkeyProps } from "./latchkey-props.ts";

/**
 * Builds the settings page and the documentation for the same properties that `new Latchkey` gets.
 *
 * @throws ConfigError that names the property and its rule
 * @example new Latchkey(this, "Keys", { ...props, site: await buildSite(props) });
 */
export async function buildSite({
  site: _,
  sampleRoute: __,
  ...config
}: LatchkeyProps = {}): Promise<Site> {
  const { productSettings } = parseProps(config, Aws.REGION, "buildSite");
  return build(configOf(productSettings));
}
