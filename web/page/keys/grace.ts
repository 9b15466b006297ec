/** Grace periods to choose from; the API allows up to a week. */
export const graceChoices = [
  {
    seconds: 0,
    label: "Now",
    hint: "It stops working immediately. Choose this if the secret has leaked.",
  },
  { seconds: 3600, label: "1 hour", hint: "Enough to update one program by hand." },
  { seconds: 86_400, label: "24 hours", hint: "Enough for most deployments." },
  { seconds: 604_800, label: "7 days", hint: "Enough for other people to replace the secret too." },
] as const;

export const defaultGraceSeconds = 86_400;
