export { stop as default } from "./start-dynamodb-local.mjs";
