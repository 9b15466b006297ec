import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import * as z from "zod";
import type { SecretModel } from "../template/model.ts";
import { newSecretValue } from "./secret-value.ts";

const version = z.object({
  id: z.string(),
  value: z.string(),
  stages: z.array(z.string()),
  createdAtEpochSeconds: z.number(),
});

const secret = z.object({ arn: z.string(), name: z.string(), versions: z.array(version) });

export type SecretVersion = z.infer<typeof version>;
export type Secret = z.infer<typeof secret>;

const current = "AWSCURRENT";
const previous = "AWSPREVIOUS";

/**
 * The secrets of a template with their versions: in memory, and in a file if one is given.
 * The file is written whole and readable by its owner alone.
 */
export class SecretStore {
  readonly #path: string | undefined;
  readonly #secrets: Secret[];

  constructor(models: readonly SecretModel[], path: string | undefined) {
    this.#path = path;
    const kept = path && existsSync(path) ? readSecrets(path) : [];
    this.#secrets = models.map(
      (model) => kept.find(({ arn }) => arn === model.arn) ?? newSecret(model),
    );
    this.#save();
  }

  /** By ARN or by name, as every operation of Secrets Manager takes it. */
  find(id: string): Secret | undefined {
    return this.#secrets.find(({ arn, name }) => arn === id || name === id);
  }

  /** The version that carries a stage, `AWSCURRENT` if none is asked for, or has an id. */
  findVersion(
    { versions }: Secret,
    { id, stage }: { id?: string | undefined; stage?: string | undefined },
  ): SecretVersion | undefined {
    const wanted = id === undefined ? (stage ?? current) : stage;
    return versions.find(
      (candidate) =>
        (id === undefined || candidate.id === id) &&
        (wanted === undefined || candidate.stages.includes(wanted)),
    );
  }

  /**
   * Adds a version. Its stages leave the versions that had them, and what was current becomes
   * previous where `AWSCURRENT` moves.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
   */
  put(
    secret: Secret,
    value: string,
    stages: readonly string[] = [current],
    id?: string,
  ): SecretVersion {
    const displaced = secret.versions.find((one) => one.stages.includes(current));
    const moved = stages.includes(current) ? [...stages, previous] : stages;
    for (const one of secret.versions) {
      one.stages = one.stages.filter((stage) => !moved.includes(stage));
    }
    if (stages.includes(current)) displaced?.stages.push(previous);
    const added = newVersion(value, stages, id);
    secret.versions.push(added);
    secret.versions = secret.versions.filter((one) => one.stages.length > 0);
    this.#save();
    return added;
  }

  #save(): void {
    if (!this.#path) return;
    const temporary = `${this.#path}.${randomUUID()}`;
    writeFileSync(temporary, JSON.stringify(this.#secrets), { mode: 0o600 });
    chmodSync(temporary, 0o600);
    renameSync(temporary, this.#path);
  }
}

function readSecrets(path: string): Secret[] {
  return z.array(secret).parse(JSON.parse(readFileSync(path, "utf8")));
}

function newSecret({ arn, name, content }: SecretModel): Secret {
  return { arn, name, versions: [newVersion(newSecretValue(content), [current])] };
}

function newVersion(value: string, stages: readonly string[], id?: string): SecretVersion {
  return {
    id: id ?? randomUUID(),
    value,
    stages: [...stages],
    createdAtEpochSeconds: Date.now() / 1000,
  };
}
