import * as z from "zod";
import type { Settings } from "../../core/config/config.ts";
import { defaultSettings } from "../../core/config/default-settings.ts";
import { functionRoutes, sampleRoute } from "../../core/config/protected-routes.ts";
import { routeRules } from "../../core/config/route-rules.ts";
import { type StageSettings, stageSettings } from "../stages.ts";
import { ConfigError, wordsOf } from "./parse-config.ts";
import { checkImportedPrefix, checkSettings, settingsShape } from "./schema.ts";
import { checkRollout, checkSignIn, stageShape } from "./stage-schema.ts";

/** The stack says where it is deployed, with which tags and under which boundary. */
const {
  account: _,
  region: __,
  tags: ___,
  permissionsBoundary: ____,
  ...deploymentShape
} = stageShape;

export const propsSchema = z
  .strictObject(
    {
      ...settingsShape,
      ...deploymentShape,
      retention: deploymentShape.retention.default({ whenDeleted: "keep", logDays: 90 }),
      throttles: deploymentShape.throttles.default({
        public: { ratePerSecond: 2000, burst: 2000 },
        management: { ratePerSecond: 50, burst: 100 },
        routes: {},
      }),
    },
    "must be an object",
  )
  .superRefine((props, context) => {
    const refuse = (message: string, ...path: string[]) =>
      context.addIssue({ code: "custom", message, path });
    const { product, keyPrefix, plans, planRefusal, leaks, scopes, routes } = props;
    checkSettings({ product, keyPrefix, plans, planRefusal, leaks, scopes, routes }, refuse);
    checkImportedPrefix(props.keys, keyPrefix, refuse);
    checkSignIn(props, refuse);
    checkRollout(props, refuse);
  });

export type ConfigProps = z.input<typeof propsSchema>;

export interface ParsedProps {
  readonly settings: StageSettings;
  /** The settings that functions, page and CLI get at run time. */
  readonly productSettings: Settings;
}

/**
 * @param path the construct's, for messages
 * @throws ConfigError that names the path and the rule
 */
export function parseProps(value: ConfigProps, region: string, path: string): ParsedProps {
  const parsed = propsSchema.safeParse(withOwnScopes(value), { reportInput: true });
  if (!parsed.success) throw new ConfigError(`${path}: ${wordsOf(parsed.error.issues)}`);
  const { product, keyPrefix, plans, planRefusal, leaks, scopes, routes, ...stage } = parsed.data;
  return {
    settings: stageSettings({ ...stage, account: undefined, region, tags: {} }),
    productSettings: {
      product,
      keyPrefix,
      plans,
      planRefusal,
      leaks,
      scopes,
      routes: routeRules(routes),
    },
  };
}

/** The default scopes of an API without the sample route, whose scope nothing would ask for. */
export function scopesWithoutSample(): NonNullable<ConfigProps["scopes"]> {
  const asked = functionRoutes.flatMap(({ route, scope }) => (route === sampleRoute ? [] : scope));
  const all = Object.entries(defaultSettings.scopes);
  return Object.fromEntries(all.filter(([name]) => asked.some((scope) => scope === name)));
}

/** Whoever has scopes of their own need not have those that the product's own routes want. */
function withOwnScopes(props: ConfigProps): ConfigProps {
  const { scopes } = props;
  if (typeof scopes !== "object" || scopes === null) return props;
  const without = functionRoutes.filter(({ scope }) => !Object.hasOwn(scopes, scope));
  const routes = Object.fromEntries(without.map(({ route }) => [route, { scope: null }]));
  return { ...props, routes: { ...routes, ...props.routes } };
}
