import type { TagName } from "./info.ts";

/*
 * As much of the OpenAPI 3.1 object model as this document uses.
 * https://spec.openapis.org/oas/v3.1.1.html
 */

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Reference {
  readonly $ref: string;
}

export interface Example {
  readonly value: unknown;
}

export interface MediaType {
  readonly schema: JsonSchema;
  readonly examples: Readonly<Record<string, Example>>;
}

export interface Header {
  readonly description: string;
  /** Whether every answer that lists it has it. */
  readonly required: boolean;
  readonly schema: JsonSchema;
  readonly example: unknown;
}

/** OpenAPI's Response Object; `Response` is what `fetch` gives. */
export interface ResponseObject {
  readonly description: string;
  readonly headers: Readonly<Record<string, Header | Reference>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

/** By status. */
export type Responses = Readonly<Record<string, ResponseObject | Reference>>;

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example: unknown;
}

export interface RequestBody {
  readonly required: boolean;
  readonly content: Readonly<Record<string, MediaType>>;
}

export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

export interface Operation {
  readonly operationId: string;
  readonly tags: readonly [TagName];
  readonly summary: string;
  readonly description: string;
  readonly security: readonly SecurityRequirement[];
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: RequestBody;
  readonly responses: Responses;
}

/** An operation of the management API, whose route says who may call it. */
export type ManagementOperation = Omit<Operation, "security">;
export type ManagementOperations<Route extends string = string> = Readonly<
  Record<Route, ManagementOperation>
>;

/** Operations by `METHOD /path`, as the routes are written everywhere in this product. */
export type Operations<Route extends string = string> = Readonly<Record<Route, Operation>>;
