/*
 * The search page. It fetches the passages of all pages and indexes them here: there is no server to
 * ask, and nobody learns what is searched for.
 */
import MiniSearch from "minisearch";

interface Passage {
  readonly id: number;
  readonly address: string;
  readonly page: string;
  readonly heading: string;
  readonly text: string;
}

const mostResults = 20;
const snippetLength = 180;

const form = document.querySelector<HTMLFormElement>(".search-wide");
const field = form?.querySelector("input");
const results = document.querySelector<HTMLElement>(".results");
const status = document.querySelector(".search-status");

if (form && field && results) {
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  const loading = load(results.dataset.index ?? "");
  const update = () => void show(field.value, loading, results);
  field.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  field.focus();
  update();
}

interface Loaded {
  readonly index: MiniSearch;
  readonly passages: readonly Passage[];
}

async function load(address: string): Promise<Loaded> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`status ${response.status}`);
  const passages: Passage[] = await response.json();
  const index = new MiniSearch({
    fields: ["heading", "page", "text"],
    searchOptions: {
      boost: { heading: 4, page: 2 },
      combineWith: "AND",
      prefix: true,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
  });
  index.addAll(passages);
  return { index, passages };
}

async function show(query: string, loading: Promise<Loaded>, place: HTMLElement): Promise<void> {
  const words = query.trim();
  history.replaceState(
    null,
    "",
    words === "" ? location.pathname : `?q=${encodeURIComponent(words)}`,
  );
  hideList(words !== "");
  if (words === "") {
    place.replaceChildren();
    say("");
    return;
  }
  try {
    const { index, passages } = await loading;
    // A slower answer to what the field had before is of no use.
    if (field?.value.trim() !== words) return;
    const found = index.search(words);
    place.replaceChildren(
      ...found.slice(0, mostResults).flatMap(({ id, terms }) => {
        const passage = passages.find((each) => each.id === id);
        return passage ? [entry(passage, terms)] : [];
      }),
    );
    say(found.length === 0 ? `Nothing found for “${words}”.` : `${found.length} found`);
  } catch {
    hideList(false);
    say("The index could not be loaded. Below is the list of all headings.");
  }
}

function entry({ address, page, heading, text }: Passage, terms: readonly string[]): HTMLElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = heading === page ? page : `${heading} · ${page}`;
  const snippet = document.createElement("p");
  snippet.append(...marked(snippetOf(text, terms), terms));
  item.append(link, snippet);
  return item;
}

function snippetOf(text: string, terms: readonly string[]): string {
  const lower = text.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term)).filter((place) => place >= 0);
  const start = Math.max(0, Math.min(...places, text.length) - snippetLength / 3);
  const from = places.length === 0 || start === 0 ? 0 : text.indexOf(" ", start) + 1;
  const end = text.length > from + snippetLength ? " …" : "";
  return `${from > 0 ? "… " : ""}${text.slice(from, from + snippetLength)}${end}`;
}

function marked(text: string, terms: readonly string[]): (string | HTMLElement)[] {
  const escaped = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return text.split(new RegExp(`(${escaped.join("|")})`, "gi")).map((part, place) => {
    if (place % 2 === 0) return part;
    const mark = document.createElement("mark");
    mark.textContent = part;
    return mark;
  });
}

/** The class is there before the text if the address has a query, so that nothing moves. */
function hideList(isHidden: boolean): void {
  document.documentElement.classList.toggle("searching", isHidden);
}

function say(text: string): void {
  if (status) status.textContent = text;
}
