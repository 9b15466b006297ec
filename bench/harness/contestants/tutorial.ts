import { randomBytes } from "node:crypto";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { newSdkClient } from "../database/clients.ts";
import { countClient, RoundTrips } from "../database/round-trips.ts";
import { createTable } from "../database/tables.ts";
import type { Contestant } from "./contestant.ts";
import { putTutorialKey, tutorialCheck } from "./tutorial-check.ts";

export const tutorial: Contestant = {
  name: "tutorial: Get + Get + Update",
  covers: "key, state, expiry, count per clock minute",

  async prepare(endpoint, count, limitPerMinute, secret = randomBytes(32).toString("hex")) {
    const client = newSdkClient(endpoint);
    const tableName = await createTable(client, "tutorial", "pk");
    const keys = Array.from({ length: count }, () => `tutorial_${randomBytes(24).toString("hex")}`);
    const documents = DynamoDBDocumentClient.from(client);
    for (const key of keys) {
      await putTutorialKey(documents, tableName, secret, key, limitPerMinute);
    }
    return { tableName, keys, limitPerMinute, secret };
  },

  async open(endpoint, { tableName, secret }) {
    const trips = new RoundTrips();
    const client = newSdkClient(endpoint);
    countClient(client, trips);
    const documents = DynamoDBDocumentClient.from(client);
    return {
      trips,
      check: async (key) => {
        const verdict = await tutorialCheck(documents, tableName, secret, key);
        if (verdict === "unknown") throw new Error("the tutorial does not find its own key");
        return verdict === "ok";
      },
    };
  },
};
