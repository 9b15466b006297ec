/** Types, a client, and for each answer a check at run time, which the client makes. */
export default {
  input: "./generated/openapi.json",
  output: "generated/hey-api",
  plugins: [
    "@hey-api/typescript",
    "@hey-api/client-fetch",
    "zod",
    { name: "@hey-api/sdk", validator: true },
  ],
};
