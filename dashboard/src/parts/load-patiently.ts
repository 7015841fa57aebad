/** Milliseconds before it is tried again. */
const PAUSES = [150, 400, 1_000];

/** Style sheets that were given up: what loads a part of the page asks for each only once. */
function renewStyles(): void {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]'))
    if (link.sheet === null) link.replaceWith(link.cloneNode());
}

/**
 * Loads a part of the bundle, again where that fails: a browser gives up what it loads when the machine's network interfaces change,
 * as when a container starts just as one looks.
 */
export async function loadPatiently<Part>(load: () => Promise<Part>): Promise<Part> {
  for (const pause of PAUSES) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause));
      renewStyles();
    }
  }
  return load();
}
