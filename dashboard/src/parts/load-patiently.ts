/** Milliseconds before it is tried again. */
const PAUSES = [150, 400, 1_000];

/** Style sheets that were given up: what loads a part of the page asks for each only once. */
const broken = new Set<HTMLLinkElement>();

document.addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') broken.add(target);
  },
  { capture: true },
);

/** Rejects when one of them is given up again. */
async function renewStyles(): Promise<void> {
  const links = [...broken];
  broken.clear();
  await Promise.all(
    links.map(
      (link) =>
        new Promise((resolve, reject) => {
          const again = document.createElement('link');
          again.rel = 'stylesheet';
          again.href = link.href;
          again.addEventListener('load', resolve);
          again.addEventListener('error', reject);
          link.replaceWith(again);
        }),
    ),
  );
}

/**
 * Loads a part of the bundle, again where that fails: a browser gives up what it loads when the machine's network interfaces change,
 * as when a container starts just as one looks.
 */
export async function loadPatiently<Part>(load: () => Promise<Part>): Promise<Part> {
  for (const pause of PAUSES) {
    try {
      await renewStyles();
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  await renewStyles();
  return load();
}
