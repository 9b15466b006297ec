import { expect, it } from "@jest/globals";
import { createDocumentClient } from "../../../../core/store/document-client.ts";

it("the SDK's client makes one attempt, since the table's client knows how long to go on", async () => {
  const client = createDocumentClient();
  expect(await client.config.maxAttempts()).toBe(1);
  client.destroy();
});
