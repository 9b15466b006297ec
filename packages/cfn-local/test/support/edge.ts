import type { Behavior, Forwarded } from "../../template/distribution/model.ts";

export const nothingForwarded: Forwarded = {
  headers: { kind: "none" },
  addedHeaders: [],
  cookies: { kind: "none" },
  queryStrings: { kind: "none" },
};

export function behaviorWith(parts: Partial<Behavior> = {}): Behavior {
  return {
    pathPattern: "*",
    origin: { kind: "bucket", bucketName: "bucket" },
    allowedMethods: ["GET", "HEAD"],
    isCached: false,
    encodings: [],
    forwarded: [nothingForwarded],
    viewerRequest: undefined,
    headersPolicy: undefined,
    ...parts,
  };
}
