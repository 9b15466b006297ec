/** How long the secret before a rotation may live on; the API allows up to a week. */
export const graceChoices = [
  {
    seconds: 0,
    label: "Now",
    hint: "The current secret is refused at once. For a secret that leaked.",
  },
  { seconds: 3600, label: "1 hour", hint: "For one program that you are about to update." },
  { seconds: 86_400, label: "24 hours", hint: "For a deployment that takes its time." },
  { seconds: 604_800, label: "7 days", hint: "For secrets that others have to replace, too." },
] as const;

export const defaultGraceSeconds = 86_400;
