/** Reads one value of the CDK context, such as what `-c stage=prod` gives. */
export type ReadContext = (name: string) => unknown;

/**
 * @returns undefined where the flag is not given
 * @throws Error in one line that names the flag
 */
export function textFrom(readContext: ReadContext, name: string): string | undefined {
  const value = readContext(name);
  if (value === undefined) return undefined;
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`-c ${name}=… must have a value`);
}
