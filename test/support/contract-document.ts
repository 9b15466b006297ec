import { openApiDocument } from "../../contract/openapi/document.ts";
import { examplesFor } from "../../contract/openapi/examples.ts";
import { operationsFor } from "../../contract/openapi/operations.ts";
import { contractConfig } from "./contract-config.ts";

/** The OpenAPI document of whoever configures nothing, built anew. */
export const contractDocument = () => openApiDocument(contractConfig);
export const operations = operationsFor(contractConfig);
export const examples = examplesFor(contractConfig);
