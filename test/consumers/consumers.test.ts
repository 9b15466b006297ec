/**
 * Reach: tools of others, as their users run them, on the OpenAPI document and on what they generate
 * from it; one local gateway, 127.0.0.1 only. `npm run test:openapi` installs them and runs this.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { startLocal } from "../../local/start.ts";
import { contractDocument, operations } from "../support/contract-document.ts";
import { compile, directory, runConsumer, runProgram, startPrism } from "./support/run-consumer.ts";

const document = "generated/openapi.json";

beforeAll(async () => {
  const generated = join(directory, "generated");
  await rm(generated, { recursive: true, force: true });
  await mkdir(generated);
  await writeFile(join(directory, document), JSON.stringify(contractDocument()));
});

describe("the OpenAPI document", () => {
  it.each([
    `spectral lint --ruleset spectral.yaml --fail-severity hint ${document}`,
    `openapi-typescript ${document} --output generated/openapi-typescript.ts`,
    "openapi-ts --no-log-file",
    `orval --input ${document} --client fetch --output generated/orval-fetch.ts`,
    `orval --input ${document} --client zod --output generated/orval-zod.ts`,
    `swagger-typescript-api generate --path ${document} --output generated --name swagger-typescript-api.ts`,
    `openapi-zod-client ${document} --output generated/openapi-zod-client.ts`,
  ])("is taken by %s", async (command) => {
    expect(await runConsumer(command)).toMatchObject({ exitCode: 0 });
  });
});

describe("what they generate from it", () => {
  it.each(["tsconfig.json", "tsconfig.zod3.json"])("compiles as %s says", async (project) => {
    expect(await compile(project)).toEqual({ exitCode: 0, output: "" });
  });
});

describe("a session of a generated client, through Prism, with the local run", () => {
  const exchange = z.object({
    method: z.string(),
    path: z.string(),
    status: z.number(),
    violations: z.string().nullable(),
  });
  let exchanges: z.infer<typeof exchange>[] = [];

  beforeAll(async () => {
    const local = await startLocal({ port: 0 });
    try {
      const prism = await startPrism(document, `${local.url}/api`);
      try {
        const environment = {
          LATCHKEY_URL: prism.url,
          LATCHKEY_OPERATOR_TOKEN: local.operatorToken,
        };
        const { exitCode, output } = await runProgram("session.ts", environment);
        if (exitCode !== 0) throw new Error(output);
        exchanges = z.array(exchange).parse(JSON.parse(output));
      } finally {
        await prism.stop();
      }
    } finally {
      await local.stop();
    }
  });

  it.each(Object.keys(operations))("calls %s with success", (route) => {
    const [method, template = ""] = route.split(" ");
    const path = new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
    const called = exchanges.filter((call) => call.method === method && path.test(call.path));
    expect(called.map(({ status }) => status)).toContainEqual(expect.closeTo(200, -1));
  });

  it("violates the document in nothing, refused or not", () => {
    const statuses = new Set(exchanges.map(({ status }) => status));
    expect([...statuses].sort()).toEqual([200, 201, 204, 401, 403, 404, 409, 422, 429]);
    expect(exchanges.filter(({ violations }) => violations !== null)).toEqual([]);
  });
});
