export type { Caller } from "./caller.ts";
export {
  type Respond,
  type StreamingHandler,
  type StreamMetadata,
  streamWithVerdict,
} from "./stream-with-verdict.ts";
export { type LambdaHandler, type ProtectedHandler, withVerdict } from "./with-verdict.ts";
