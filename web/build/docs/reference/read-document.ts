import * as z from "zod";

/*
 * As much of OpenAPI 3.1 as the reference shows. Objects are strict: where the document begins to
 * say something else, the build fails until the reference has a place for it.
 */

const name = z.string();

const schema = z.strictObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  default: z.unknown().optional(),
  description: z.string().optional(),
  required: z.array(name).optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  uniqueItems: z.boolean().optional(),
  minProperties: z.number().optional(),
  maxProperties: z.number().optional(),
  get properties() {
    return z.record(name, schema).optional();
  },
  get propertyNames() {
    return schema.optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), schema]).optional();
  },
  get items() {
    return schema.optional();
  },
  get oneOf() {
    return z.array(schema).optional();
  },
  get anyOf() {
    return z.array(schema).optional();
  },
});

const reference = z.strictObject({ $ref: z.string() });

const content = z.strictObject({
  "application/json": z.strictObject({
    schema,
    examples: z.record(name, z.strictObject({ value: z.unknown() })),
  }),
});

const header = z.strictObject({
  description: z.string(),
  required: z.boolean(),
  schema,
  example: z.unknown(),
});

const answer = z.strictObject({
  description: z.string(),
  headers: z.record(name, z.union([reference, header])),
  content: content.optional(),
});

const parameter = z.strictObject({
  name,
  in: z.enum(["path", "query", "header"]),
  required: z.boolean(),
  description: z.string(),
  schema,
  example: z.unknown(),
});

const requestBody = z.strictObject({ required: z.boolean(), content });

const operation = z.strictObject({
  operationId: z.string(),
  tags: z.tuple([name]),
  summary: z.string(),
  description: z.string(),
  security: z.array(z.record(name, z.tuple([]))),
  parameters: z.array(z.union([reference, parameter])).default([]),
  requestBody: requestBody.optional(),
  responses: z.record(z.string(), z.union([reference, answer])),
});

const pathItem = z.strictObject({
  parameters: z.array(reference).default([]),
  get: operation.optional(),
  put: operation.optional(),
  post: operation.optional(),
  patch: operation.optional(),
  delete: operation.optional(),
});

const securityScheme = z.strictObject({
  type: z.literal("http"),
  scheme: z.literal("bearer"),
  bearerFormat: z.string().optional(),
  description: z.string(),
});

const apiDocument = z.strictObject({
  openapi: z.string(),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    summary: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.tuple([z.strictObject({ url: z.string(), description: z.string() })]),
  tags: z.array(z.strictObject({ name, description: z.string() })),
  paths: z.record(z.string(), pathItem),
  components: z.strictObject({
    schemas: z.record(name, schema),
    responses: z.record(name, answer),
    parameters: z.record(name, parameter),
    headers: z.record(name, header),
    securitySchemes: z.record(name, securityScheme),
  }),
});

export type ApiDocument = z.infer<typeof apiDocument>;
export type Schema = z.infer<typeof schema>;
export type Operation = z.infer<typeof operation>;
export type ApiResponse = z.infer<typeof answer>;
export type RequestBody = z.infer<typeof requestBody>;
export type Parameter = z.infer<typeof parameter>;

/** @throws ZodError if the document has something that the reference cannot show */
export function readApiDocument(document: object): ApiDocument {
  return apiDocument.parse(document);
}
