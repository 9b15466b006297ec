import * as z from "zod";
import { faultsAt, placeAt } from "./api-document.ts";

const typedShape = z.object({ schema: z.object({ type: z.string() }) });

/**
 * Holds the text of a header or a parameter against its schema, which speaks of what the text
 * means: `5` is an integer where the schema wants one.
 *
 * @param pointer where the header or parameter stands
 */
export function textFaultsAt(pointer: string, text: string): string[] {
  const { type } = typedShape.parse(placeAt(pointer).node).schema;
  return faultsAt(`${pointer}/schema`, meaning(type, text));
}

function meaning(type: string, text: string): unknown {
  if (type === "integer" && /^(0|-?[1-9]\d*)$/.test(text)) return Number(text);
  if (type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  return text;
}
