/** The placeholder for the documentation's host in examples; the build does not know the host. */
const placeholder = "https://keys.example.com";

/** Puts this page's own host into the examples, so that they can be pasted as they are. */
export function nameOwnHost(): void {
  if (!location.protocol.startsWith("http")) return;
  for (const code of document.querySelectorAll("pre code")) {
    const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const text = node.nodeValue ?? "";
      if (text.includes(placeholder)) {
        node.nodeValue = text.replaceAll(placeholder, location.origin);
      }
    }
  }
}
