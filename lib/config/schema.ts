import * as z from "zod";
import { defaultMaxActiveKeys, greatestMaxActiveKeys } from "../../core/account/account-rules.ts";
import { accentFault, schemes } from "../../core/config/accent.ts";
import { defaultSettings } from "../../core/config/default-settings.ts";
import { routeRules } from "../../core/config/route-rules.ts";
import { functionSettingsOf } from "./function-settings.ts";
import { checkRoutes, routes, scopes } from "./route-schema.ts";
import { stageSchema, type stageShape } from "./stage-schema.ts";
import { integer, text } from "./values.ts";

const greatestLimit = 10_000;
/** A condition lists the plans, and the settings have to fit into a function's environment. */
const mostPlans = 20;

const greatestQuota = 10 ** 12;

const quotas = z
  .strictObject({
    day: integer(greatestQuota).optional(),
    month: integer(greatestQuota).optional(),
    total: integer(greatestQuota).optional(),
  })
  .refine((value) => Object.keys(value).length > 0, "must have day, month or total");

const boolean = z.boolean("must be true or false");

const plan = z.strictObject({
  name: text(
    /^[a-z][a-z0-9_]{0,31}$/,
    "must be 1 to 32 of a-z, 0-9 and _, and begin with a letter",
  ),
  label: text(/^[^\p{Cc}]{1,60}$/u, "must be 1 to 60 characters"),
  eligible: boolean,
  limitPerMinute: integer(greatestLimit),
  keyCap: integer(greatestMaxActiveKeys).default(defaultMaxActiveKeys),
  quotas: quotas.optional(),
  initial: boolean.optional(),
});

const plans = z
  .array(plan, "must be a list of plans")
  .max(mostPlans, `must be at most ${mostPlans} plans`)
  .superRefine((list, context) => {
    const refuse = (message: string, ...path: (string | number)[]) =>
      context.addIssue({ code: "custom", message, path });
    list.forEach(({ name }, index) => {
      const first = list.findIndex((other) => other.name === name);
      if (first < index) refuse(`must differ from plans[${first}].name`, index, "name");
    });
    const initial = list.filter((each) => each.initial).length;
    if (initial !== 1) refuse(`must have exactly one plan with initial: true, not ${initial}`);
    if (!list.some(({ eligible }) => eligible)) refuse("must have a plan with eligible: true");
  });

const link = text(/^(https:\/\/|mailto:)[!-~]{3,500}$/, "must be an https or mailto address");

/** An image that is shown as one runs no script, whatever is in it. */
const logo = text(
  /^(?=[\s\S]{1,20000}$)\s*(<\?xml[^>]*>\s*)?<svg\s[^>]*xmlns=[\s\S]*<\/svg>\s*$/,
  "must be the text of an SVG image with an xmlns, of at most 20,000 characters",
);

const color = text(/^#[0-9a-f]{6}$/i, "must be a colour such as #3a45c9");
const accent = z.strictObject({ light: color, dark: color }).superRefine((colors, context) => {
  for (const scheme of schemes) {
    const fault = accentFault(colors[scheme], scheme);
    if (fault) context.addIssue({ code: "custom", message: fault, path: [scheme] });
  }
});

const stageName = /^[a-z][a-z0-9-]{0,31}$/;

/** An owner's settings of the product. A field that is left out has the contract's value. */
export const settingsShape = {
  product: z
    .strictObject({
      name: text(/^[^\p{Cc}]{1,40}$/u, "must be 1 to 40 characters"),
      supportUrl: link.optional(),
      upgradeUrl: link.optional(),
      logo: logo.optional(),
      accent: accent.optional(),
    })
    .default(defaultSettings.product),
  keyPrefix: text(/^[a-z0-9_]{2,19}_$/, "must be 3 to 20 of a-z, 0-9 and _, and end in _").default(
    defaultSettings.keyPrefix,
  ),
  plans: plans.default([...defaultSettings.plans].map((each) => ({ ...each }))),
  // A header repeats it, and API Gateway puts it into JSON as it is.
  planRefusal: text(
    /^(?! )[ !#-[\]-~]{1,200}(?<! )$/,
    'must be 1 to 200 printable ASCII characters without " and \\, with no space at either end',
  ).default(defaultSettings.planRefusal),
  leaks: z.enum(["revoke", "pause"], "must be revoke or pause").default(defaultSettings.leaks),
  scopes: scopes.default({ ...defaultSettings.scopes }),
  routes: routes.default({}),
};

type Refuse = (message: string, ...path: string[]) => void;
type CheckedSettings = z.output<z.ZodObject<typeof settingsShape>>;

/** Refuses settings that are good one by one, but not together. */
export function checkSettings(settings: CheckedSettings, refuse: Refuse): void {
  checkRoutes(settings, refuse);
  const inFunctions = functionSettingsOf({ ...settings, routes: routeRules(settings.routes) });
  const bytes = Buffer.byteLength(JSON.stringify(inFunctions));
  if (bytes > greatestSettingsBytes) {
    const message = `must be at most ${greatestSettingsBytes} bytes of JSON with product, planRefusal, routes and the names of scopes, not ${bytes}`;
    refuse(message, "plans");
  }
}

/** @param keys a stage's, whose path in the configuration is `path` */
export function checkImportedPrefix(
  { imported }: z.output<typeof stageShape.keys>,
  keyPrefix: string,
  refuse: Refuse,
  ...path: string[]
): void {
  if (typeof imported === "string" || !imported.prefix.startsWith(keyPrefix)) return;
  const message = `must not begin with the product's own prefix ${keyPrefix}`;
  refuse(message, ...path, "keys", "imported", "prefix");
}

/** The schema of the file. */
export const configSchema = z
  .strictObject(
    {
      ...settingsShape,
      stages: z
        .record(z.string(), stageSchema, "must name the stages")
        .superRefine((stages, context) => {
          const refuse = (message: string, ...path: string[]) =>
            context.addIssue({ code: "custom", message, path });
          if (Object.keys(stages).length === 0) refuse("must have a stage");
          for (const name of Object.keys(stages)) {
            if (stageName.test(name)) continue;
            refuse("must be named by 1 to 32 of a-z, 0-9 and -, and begin with a letter", name);
          }
        }),
    },
    "must be an object",
  )
  .superRefine(({ stages, ...settings }, context) => {
    const refuse: Refuse = (message, ...path) =>
      context.addIssue({ code: "custom", message, path });
    for (const [name, { keys }] of Object.entries(stages)) {
      checkImportedPrefix(keys, settings.keyPrefix, refuse, "stages", name);
    }
    checkSettings(settings, refuse);
  });

/** All of a function's environment variables may have 4 KB (AWS Lambda quotas). */
const greatestSettingsBytes = 2600;
