import * as z from "zod";
import { type DocumentedOperation, faultsAt, placeAt } from "./api-document.ts";
import { textFaultsAt } from "./wire-text.ts";

const operationShape = z.object({
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.object({ required: z.boolean() }).optional(),
});
const parameterShape = z.object({ name: z.string(), in: z.string() });

interface Sent {
  readonly target: string;
  readonly body?: string | undefined;
}

/** @returns in what a request that was carried out does not fit the document */
export function requestFaults({ pointer }: DocumentedOperation, { target, body }: Sent): string[] {
  const { parameters, requestBody } = operationShape.parse(placeAt(pointer).node);
  const places = parameters.map((_, index) => `${pointer}/parameters/${index}`);
  return [
    ...queryFaults(places, new URL(target, "http://localhost").searchParams),
    ...(requestBody ? bodyFaults(`${pointer}/requestBody`, requestBody.required, body) : []),
  ];
}

function queryFaults(parameters: readonly string[], query: URLSearchParams): string[] {
  const known = new Map(
    parameters.map(placeAt).flatMap(({ pointer, node }) => {
      const { name, in: where } = parameterShape.parse(node);
      return where === "query" ? [[name, pointer]] : [];
    }),
  );
  return [...query].flatMap(([name, value]) => {
    const pointer = known.get(name);
    if (pointer === undefined) return [`query parameter ${name} was taken, but is not documented`];
    const faults = textFaultsAt(pointer, value);
    return faults.map((fault) => `query parameter ${name} was taken, but ${fault}`);
  });
}

function bodyFaults(pointer: string, isRequired: boolean, body = ""): string[] {
  if (body === "") return isRequired ? ["no body was taken for one, but it is required"] : [];
  // RFC 8259, section 8.1: a parser may ignore it, and this product's does.
  const value: unknown = JSON.parse(body.replace(/^\ufeff/, ""));
  const faults = faultsAt(`${pointer}/content/application~1json/schema`, value);
  return faults.map((fault) => `a body was taken, but ${fault}`);
}
