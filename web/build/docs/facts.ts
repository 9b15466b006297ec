import { type DocumentedError, managementErrors, publicErrors } from "../../../contract/errors.ts";
import { examplePlanOf } from "../../../contract/openapi/examples.ts";
import type { PlanRules } from "../../../core/account/plan.ts";
import type { Config } from "../../../core/config/config.ts";
import { planRefusalOf } from "../../../core/config/plan-refusal.ts";
import { errors } from "../../../core/errors.ts";
import { assembleKey, checksumLength } from "../../../core/key/api-key.ts";
import { crc32 } from "../../../core/key/crc32.ts";
import { quotaPeriods } from "../../../core/key/quotas.ts";
import { jsonText } from "./json-text.ts";
import { resolve } from "./reference/components.ts";
import { operationsOf } from "./reference/placed-operation.ts";
import type { ApiDocument } from "./reference/read-document.ts";

/** What pages write as `{{name}}`, so that it is said in one place and cannot drift. */
export type Facts = ReadonlyMap<string, string>;

export function factsOf(document: ApiDocument, config: Config): Facts {
  return new Map([
    ...configFacts(config),
    ...errorFacts(config),
    ...boundFacts(document),
    ...exampleFacts(document),
    ...vectorFacts(),
  ]);
}

/** @throws Error where a page asks for what nobody knows */
export function fillIn(text: string, facts: Facts): string {
  return text.replace(/\{\{([^{}]+)\}\}/g, (_, name: string) => {
    const fact = facts.get(name);
    if (fact === undefined) throw new Error(`there is no fact called {{${name}}}`);
    return fact;
  });
}

function configFacts(config: Config): [string, string][] {
  const { rules, eligible: eligiblePlans } = config.plans;
  const rows = rules.map(
    ({ name, eligible, limitPerMinute, quotas }) =>
      `| \`${name}\` | ${eligible ? "yes" : "no"} | ${limitPerMinute} | ${quotasText(quotas)} |`,
  );
  const head = [
    "| plan | may call the API | units per minute | quotas |",
    "| --- | --- | ---: | --- |",
  ];
  return [
    ["plans.table", [...head, ...rows].join("\n")],
    ["scopes.table", scopesTable(config)],
    ["plans.eligible", eligiblePlans.map((plan) => `\`${plan}\``).join(", ")],
    ["plans.example", examplePlanOf(config.plans)],
    ["product.name", config.product.name],
    ["key.prefix", config.keyPrefix],
    ["leaks.effect", leakEffects[config.leaks]],
    ["key.prefixLength", String(config.keyPrefix.length)],
    ["key.shownLength", String(config.keyPrefix.length + exampleId.length)],
    ["key.length", String(assembleKey(exampleId, exampleSecret, config.keyPrefix).text.length)],
  ];
}

const leakEffects = {
  revoke: "is revoked for good",
  pause: "is paused, until we resume it",
} as const;

const exampleId = "00000000";
const exampleSecret = "0123456789ABCDEFGHIJKLMNOPQRSTUV";

/** A checksum to test scanners with. No configuration can have its prefix: it is in upper case. */
function vectorFacts(): [string, string][] {
  const { text } = assembleKey(exampleId, exampleSecret, "EXAMPLE_");
  const body = text.slice(0, -checksumLength);
  return [
    ["vector.body", body],
    ["vector.crc", String(crc32(body))],
    ["vector.checksum", text.slice(-checksumLength)],
  ];
}

/** `1,000 per day, 20,000 per month` */
function quotasText(quotas: PlanRules["quotas"] = {}): string {
  const texts = quotaPeriods.flatMap((period) => {
    const units = quotas[period]?.toLocaleString("en");
    return units === undefined
      ? []
      : [`${units} ${period === "total" ? "in total" : `per ${period}`}`];
  });
  return texts.join(", ") || "–";
}

/** The scopes with the routes that want them, or the fact that there are none. */
function scopesTable({ scopes, routes }: Config): string {
  const rows = Object.entries(scopes).map(([name, { description }]) => {
    const wanting = Object.entries(routes).filter(([, { scope }]) => scope === name);
    const names = wanting.map(([route]) => `\`${route.replace(" ", " /api")}\``);
    return `| \`${name}\` | ${description} | ${names.join(", ") || "–"} |`;
  });
  if (rows.length === 0) return "This API has no scopes.";
  return ["| scope | what it allows | endpoints |", "| --- | --- | --- |", ...rows].join("\n");
}

/** `error.invalidKey`, by the names of `core/errors.ts`, and what there is to say of each. */
function errorFacts(config: Config): [string, string][] {
  const planRefusal = planRefusalOf(config);
  const messages = Object.entries({ ...errors, ineligiblePlan: planRefusal }).map(
    ([name, { message }]): [string, string] => [`error.${name}`, message],
  );
  const ownPublicErrors = publicErrors.map((error) =>
    error.code === errors.ineligiblePlan.code ? { ...error, message: planRefusal.message } : error,
  );
  return [
    ...messages,
    ["errors.public", errorSections(ownPublicErrors, ({ message }) => message)],
    ["errors.management", errorSections(managementErrors, ({ code }) => `\`${code}\``)],
  ];
}

/** Each error under an anchor by its code, `#invalid-key`. */
function errorSections(
  documented: readonly DocumentedError[],
  titleOf: (error: DocumentedError) => string,
): string {
  const sections = documented.map((error) => {
    const { status, code, message, meaning, remedy } = error;
    const title = titleOf(error);
    const said = title === message ? "" : `${message}\n\n`;
    return `### ${status} ${title} {#${code.replaceAll("_", "-")}}\n\n${said}**Cause:** ${meaning}\n\n**What to do:** ${remedy}`;
  });
  return sections.join("\n\n");
}

/** `example.listModels.200`: the first example of what an operation answers. */
function exampleFacts(document: ApiDocument): [string, string][] {
  return operationsOf(document).flatMap(({ operation }) =>
    Object.entries(operation.responses).flatMap(([status, answer]): [string, string][] => {
      const { content } = resolve(document.components.responses, answer);
      const [first] = Object.values(content?.["application/json"].examples ?? {});
      return first ? [[`example.${operation.operationId}.${status}`, jsonText(first.value)]] : [];
    }),
  );
}

/** `most.rotateKey.grace_period_seconds`: the greatest number that a body's field may be. */
function boundFacts(document: ApiDocument): [string, string][] {
  return operationsOf(document).flatMap(({ operation }) => {
    const body = operation.requestBody?.content["application/json"].schema;
    return Object.entries(body?.properties ?? {}).flatMap(
      ([field, { maximum }]): [string, string][] =>
        maximum === undefined
          ? []
          : [[`most.${operation.operationId}.${field}`, maximum.toLocaleString("en")]],
    );
  });
}
