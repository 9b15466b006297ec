import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { type Configuration, parseConfiguration } from "../../lib/config/parse-config.ts";
import { latchkeyApp } from "../../lib/latchkey-app.ts";
import acmeConfig from "../support/acme.config.ts";
import { readSiteAssets, resourcesOf } from "./support/assembly.ts";
import { configuration as contract } from "./support/stages.ts";

const acme = parseConfiguration(acmeConfig, "acme.config.ts");
const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true });
});

const integrationSchema = z.object({
  IntegrationResponses: z.tuple([
    z.object({ ResponseTemplates: z.object({ "application/json": z.string() }) }),
  ]),
});
const environmentSchema = z.object({ Variables: z.object({ LATCHKEY_CONFIG: z.string() }) });

/** What a deployment would say of itself, wherever it says it. */
async function synthesise(configuration: Configuration, stage: string) {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-configurations-"));
  directories.push(directory);
  const app = await latchkeyApp({ outdir: directory, configuration, stage });
  const [stack] = app.synth().stacks;
  const resources = resourcesOf(stack?.template);
  const documents = resources.flatMap(({ Properties: { Integration } }) => {
    const { data } = integrationSchema.safeParse(Integration);
    const text = data?.IntegrationResponses[0].ResponseTemplates["application/json"] ?? "";
    return text.includes('"openapi"') ? [text] : [];
  });
  return {
    documents,
    files: new Map(readSiteAssets(directory).flatMap((pages) => [...pages])),
    functions: resources.flatMap(({ Properties: { Environment } }) => {
      const { data } = environmentSchema.safeParse(Environment);
      return data ? [data.Variables.LATCHKEY_CONFIG] : [];
    }),
    output: String(stack?.template.Outputs.Settings.Value),
  };
}

type Synthesised = Awaited<ReturnType<typeof synthesise>>;

function wordsOf({ settings }: Configuration): string[] {
  const { plans, keyPrefix, planRefusal } = settings;
  return [...plans.map(({ name }) => `\`${name}\``), `"${keyPrefix}`, planRefusal];
}

/** All that one of them says, in one text: JSON and HTML spell a quote or a code word differently. */
function textOf({ documents, files, functions, output }: Synthesised): string {
  return [...documents, ...files.values(), ...functions, output]
    .join("\n")
    .replaceAll(/<\/?code>/g, "`")
    .replaceAll(/&quot;|&#34;/g, '"');
}

describe("two configurations in one process", () => {
  let first: Synthesised;
  let second: Synthesised;
  beforeAll(async () => {
    first = await synthesise(contract, "dev");
    second = await synthesise(acme, "test");
  });

  it("have an OpenAPI document each, with their own name, prefix, plans and refusal", () => {
    for (const [{ documents }, { settings }] of [
      [first, contract] as const,
      [second, acme] as const,
    ]) {
      expect(documents).toHaveLength(1);
      const { info, paths, components } = JSON.parse(documents[0] ?? "");
      expect(info.title).toBe(`${settings.product.name} API`);
      const { put } = paths["/manage/v1/accounts/{account_id}"];
      const { plan } = put.requestBody.content["application/json"].schema.properties;
      expect(plan.enum).toEqual(settings.plans.map(({ name }) => name));
      expect(components.schemas.ApiKey.properties.key_prefix.pattern).toBe(
        `^${settings.keyPrefix}[0-9A-Za-z]{8}$`,
      );
      const { schema } = components.responses.Forbidden.content["application/json"];
      expect(schema.properties.error.enum).toContain(settings.planRefusal);
    }
  });

  it("have pages each, with their own name, prefix, plans and refusal", () => {
    for (const [{ files }, { settings }] of [[first, contract] as const, [second, acme] as const]) {
      expect(files.get("docs/index.html")).toContain(`${settings.product.name} documentation`);
      expect(files.get("docs/authentication/index.html")).toContain(settings.keyPrefix);
      expect(files.get("docs/errors/index.html")).toContain(settings.planRefusal);
      expect(files.get("app/index.html")).toContain(`API keys · ${settings.product.name}`);
      for (const { name } of settings.plans) {
        expect(files.get("docs/rate-limits/index.html")).toContain(`<code>${name}</code>`);
      }
    }
  });

  it("give their functions and their CLI their own settings", () => {
    for (const [{ functions, output }, { settings }, importedKeys, verifyFrom] of [
      [first, contract, "none", undefined] as const,
      [second, acme, "any", ["10.0.0.0/8", "2001:db8::1"]] as const,
    ]) {
      expect(functions).toHaveLength(8);
      const names = Object.keys(settings.scopes);
      // Fields that only pages show are left out.
      const { logo, accent, ...product } = settings.product;
      const expected = {
        ...settings,
        product,
        scopes: Object.fromEntries(names.map((name) => [name, {}])),
        importedKeys,
      };
      for (const json of functions) {
        const { verifyFrom: trusted, ...others } = JSON.parse(json);
        expect(others).toEqual(expected);
        // Only the authorizer's has them.
        expect([undefined, verifyFrom]).toContainEqual(trusted);
      }
      expect(JSON.parse(output)).toEqual(settings);
    }
  });

  it("say nothing of each other", () => {
    const [contractText, acmeText] = [textOf(first), textOf(second)];
    for (const word of wordsOf(contract)) expect(acmeText).not.toContain(word);
    for (const word of wordsOf(acme)) expect(contractText).not.toContain(word);
    expect(acmeText).not.toMatch(/sk_live_|\bLatchkey API\b|Latchkey documentation/);
    expect(contractText).not.toMatch(/acme/i);
  });

  it("leave the next synthesis of either as it was", async () => {
    expect(await synthesise(contract, "dev")).toEqual(first);
  });
});
