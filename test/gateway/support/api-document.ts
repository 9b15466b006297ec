import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import * as z from "zod";
import { contractDocument } from "../../support/contract-document.ts";

const pathsShape = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const referenceShape = z.object({ $ref: z.string().startsWith("#/") });

/** An operation of the document. */
export interface DocumentedOperation {
  /** Such as `GET /v1/models`. */
  readonly route: string;
  /** Where it stands: a JSON Pointer (RFC 6901) from the document's root. */
  readonly pointer: string;
}

/** Something in the document, and where it stands. */
export interface Place {
  readonly pointer: string;
  readonly node: unknown;
}

const document = contractDocument();
const { paths } = pathsShape.parse(document);

const documentId = "https://latchkey.invalid/openapi.json";
// Formats are for people: where one matters, the document has a pattern as well.
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: documentId, ...document });

/**
 * The operation that serves a request, if the document has one. A path without braces goes before
 * one with (OpenAPI 3.1, Paths Object).
 *
 * @param path without the server's `/api`, as it is on the wire
 */
export function operationFor(method: string, path: string): DocumentedOperation | undefined {
  const template = Object.keys(paths)
    .sort((one, other) => countBraces(one) - countBraces(other))
    .find((candidate) => matches(candidate, path));
  // Methods are case-sensitive (RFC 9110, 9.1): `get` is none that the document has.
  const isOperation = method === method.toUpperCase();
  if (
    !isOperation ||
    template === undefined ||
    !Object.hasOwn(paths[template] ?? {}, method.toLowerCase())
  ) {
    return undefined;
  }
  const pointer = `/paths/${escaped(template)}/${method.toLowerCase()}`;
  return { route: `${method} ${template}`, pointer };
}

/** What stands at a place; where that is a reference, what it refers to. */
export function placeAt(pointer: string): Place {
  const node = pointer.split("/").slice(1).reduce(stepInto, document);
  const reference = referenceShape.safeParse(node);
  return reference.success ? placeAt(reference.data.$ref.slice(1)) : { pointer, node };
}

/** @returns what is wrong with a value by the schema at a place; nothing of the value is in it */
export function faultsAt(pointer: string, value: unknown): string[] {
  const validate = ajv.getSchema(`${documentId}#${pointer}`);
  if (!validate) throw new Error(`the document has no schema at ${pointer}`);
  return validate(value) ? [] : (validate.errors ?? []).map(sentence);
}

/** One step of a JSON Pointer. */
export function escaped(step: string): string {
  return step.replaceAll("~", "~0").replaceAll("/", "~1");
}

function stepInto(node: object, step: string): object {
  const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
  const next: unknown = new Map(Object.entries(node)).get(name);
  if (typeof next !== "object" || next === null) throw new Error(`the document has no ${step}`);
  return next;
}

function countBraces(template: string): number {
  return template.split("{").length;
}

/** A parameter takes one segment; dots and braces are not special in the rest. */
function matches(template: string, path: string): boolean {
  const [steps, given] = [template.split("/"), path.split("/")];
  const fits = (step: string, index: number) =>
    step.startsWith("{") ? given[index] !== "" : step === given[index];
  return steps.length === given.length && steps.every(fits);
}

function sentence({ instancePath, message, params }: ErrorObject): string {
  const name = params.additionalProperty ?? params.unevaluatedProperty;
  const detail = typeof name === "string" ? ` (${name})` : "";
  const allowed = Array.isArray(params.allowedValues)
    ? `: ${params.allowedValues.join(" | ")}`
    : "";
  return `${instancePath || "the whole"} ${message ?? "does not fit"}${detail}${allowed}`;
}
