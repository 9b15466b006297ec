import { App, Stack } from "aws-cdk-lib/core";
import { Latchkey } from "../../lib/index.ts";

export const app = new App({ autoSynth: false });
const stack = new Stack(app, "Gate");

const keys = new Latchkey(stack, "Keys", { product: { name: "Gate" } });
keys.addOutputs();

const backEnd = keys.forward(process.env.BACK_END_URL ?? "https://api.example.com");
keys.protectedApi("Gate", {
  routes: {
    "ANY /": backEnd,
    "ANY /{proxy+}": backEnd,
    "POST /reports": { handler: backEnd, cost: 10 },
  },
});

app.synth();
