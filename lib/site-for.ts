import { configOf } from "../core/config/config.ts";
import { buildSite as buildSiteOf } from "../web/site.ts";
import type { Site } from "../web/site-file.ts";
import { parseProps } from "./config/parse-props.ts";
import type { LatchkeyProps } from "./latchkey-props.ts";

/**
 * Builds the settings page and the documentation, for `site` of a Latchkey with the same properties.
 *
 * @throws ConfigError that names the path and the rule
 * @example new Latchkey(stack, "Keys", { ...props, site: await buildSite(props) })
 */
export async function buildSite(props: Omit<LatchkeyProps, "site"> = {}): Promise<Site> {
  const { productSettings } = parseProps(props, "aws-region", "buildSite");
  return buildSiteOf(configOf(productSettings));
}
