// Lists the models with JavaScript's fetch.
// Usage: LATCHKEY_URL=https://api.example.com LATCHKEY_KEY=sk_live_your_key_here node fetch.mjs

const response = await fetch(`${process.env.LATCHKEY_URL}/api/v1/models`, {
  headers: { Authorization: `Bearer ${process.env.LATCHKEY_KEY}` },
});

console.log(response.status);
const body = await response.json();
if (response.ok) {
  for (const model of body.data) {
    console.log(model.id);
  }
} else {
  console.log(body.error);
  process.exitCode = 1;
}
