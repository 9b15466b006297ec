/** The stub's answer to one request. */
export interface StubResponse {
  readonly status: number;
  readonly body: string;
}

export const scriptModes = ["record", "replay"] as const;
export type ScriptMode = (typeof scriptModes)[number];

/** A container that is started twice: once to see what it is answered, once to be measured. */
export interface Script {
  readonly mode: ScriptMode;
  readonly name: string;
}

/**
 * An access key id by which the stub knows a container's script: the one thing that every client
 * sends and that says nothing of what is asked.
 */
export function accessKeyIdOf({ mode, name }: Script): string {
  return `${mode}-${name}`;
}

/** @returns undefined for a container without a script */
export function scriptOf(authorization: string | undefined): Script | undefined {
  const [, mode, name] = /Credential=(record|replay)-(\w+)\//.exec(authorization ?? "") ?? [];
  const known = scriptModes.find((each) => each === mode);
  return known && name !== undefined ? { mode: known, name } : undefined;
}

/** The answers of each script, in the order in which they were given, by what was asked for. */
export class Scripts {
  readonly #answers = new Map<string, StubResponse[]>();

  record({ name }: Script, target: string, answer: StubResponse): void {
    const place = `${name} ${target}`;
    this.#answers.set(place, [...(this.#answers.get(place) ?? []), answer]);
  }

  /** @returns undefined if more is asked than was recorded */
  next({ name }: Script, target: string): StubResponse | undefined {
    return this.#answers.get(`${name} ${target}`)?.shift();
  }
}
