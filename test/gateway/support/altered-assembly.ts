import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";

const templateSchema = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.looseObject({}).optional() }),
  ),
});

/** Answers whatever it is asked, as a function would that knows nothing of verdicts. */
const disobedient = `export const handler = async () => ({ statusCode: 200, body: "{}" });`;

/** Fails whatever it is asked. */
const broken = `export const handler = async () => { throw new Error("broken on purpose"); };`;

interface PropertyChange {
  /** The beginning of the resource's logical id. */
  readonly of: string;
  readonly type: string;
  readonly properties: object;
}

export interface Alterations {
  /** Functions, by the beginning of their logical ids, that do not obey verdicts. */
  readonly disobedient?: readonly string[];
  /** Functions, likewise, that fail. */
  readonly broken?: readonly string[];
  /** Properties that somebody set. */
  readonly set?: readonly PropertyChange[];
  /** Methods, by the beginning of their logical ids, that no authorizer guards. */
  readonly unguarded?: readonly string[];
}

/** A copy of an assembly, changed as somebody may change what is deployed by hand. */
export function alterAssembly(directory: string, stack: string, changes: Alterations): string {
  const copy = mkdtempSync(join(tmpdir(), "latchkey-altered-"));
  cpSync(directory, copy, { recursive: true });
  const path = join(copy, `${stack}.template.json`);
  const template = templateSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  const properties = (prefix: string, type: string) => {
    const found = Object.entries(template.Resources).find(
      ([id, { Type }]) => id.startsWith(prefix) && Type === type,
    )?.[1].Properties;
    if (!found) throw new Error(`the template has no ${type} ${prefix}`);
    return found;
  };
  const putCode = (prefix: string, code: string) => {
    const { Code } = properties(prefix, "AWS::Lambda::Function");
    const [digest] = String(Object(Code).S3Key).split(".");
    writeFileSync(join(copy, `asset.${digest}`, "index.mjs"), code);
  };
  for (const prefix of changes.disobedient ?? []) putCode(prefix, disobedient);
  for (const prefix of changes.broken ?? []) putCode(prefix, broken);
  for (const { of, type, properties: set } of changes.set ?? []) {
    Object.assign(properties(of, type), set);
  }
  for (const prefix of changes.unguarded ?? []) {
    const method = properties(prefix, "AWS::ApiGateway::Method");
    method.AuthorizationType = "NONE";
    delete method.AuthorizerId;
  }
  writeFileSync(path, JSON.stringify(template));
  return copy;
}
