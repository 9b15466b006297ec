import { Fields } from "../api/fields.ts";

export interface Health {
  readonly isOk: boolean;
  readonly parts: readonly PartHealth[];
  /** Undefined if the secret cannot be read. */
  readonly pepper: { readonly active: string; readonly versions: readonly string[] } | undefined;
}

export interface PartHealth {
  readonly part: string;
  readonly durationMs: number;
  readonly fault: string | undefined;
}

export function parseHealth(value: unknown): Health {
  const fields = new Fields(value);
  const pepper = fields.objectOrNull("pepper");
  return {
    isOk: fields.text("status") === "ok",
    parts: fields.list("parts", (entry) => {
      const part = new Fields(entry);
      return {
        part: part.text("part"),
        durationMs: part.integer("duration_ms"),
        fault: part.textOrNull("fault"),
      };
    }),
    pepper: pepper && {
      active: pepper.text("active"),
      versions: pepper.textListOrNull("versions") ?? [],
    },
  };
}
