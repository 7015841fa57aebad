import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../../../src/dashboard-api/index.ts';
import { Button } from './button.tsx';
import { FailureBlock } from './states.tsx';

/** Loads a component's part of the bundle; the same function is the same component. */
export type Load<Props> = () => Promise<ComponentType<Props>>;

const loaded = new Map<unknown, ComponentType<never>>();

const notLoaded: Failure = {
  code: 'page-part-missing',
  message: 'A part of the page could not be loaded.',
  hint: 'tutti may have been updated, or "tutti ui" has ended. Load the page again.',
};

/** Milliseconds before it is tried again. */
const PAUSES = [150, 400, 1_000];

/** Style sheets that were given up: what loads a part of the page asks for each only once. */
function renewStyles(): void {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]'))
    if (link.sheet === null) link.replaceWith(link.cloneNode());
}

/** A browser gives up what it loads when the machine's network interfaces change: when a container starts, just as one looks. */
async function loadPatiently<Props>(load: Load<Props>): Promise<ComponentType<Props>> {
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

/** Draws a component whose code is loaded when it is needed; nothing before. */
export function Lazy<Props extends object>({
  load,
  props,
}: {
  load: Load<Props>;
  props: Props;
}): JSX.Element | null {
  const [failed, setFailed] = useState(false);
  const [, drawAgain] = useState<unknown>();
  useEffect(() => {
    if (loaded.has(load)) return;
    loadPatiently(load).then(
      (component) => {
        loaded.set(load, component as ComponentType<never>);
        drawAgain({});
      },
      () => setFailed(true),
    );
  }, [load]);
  const Component = loaded.get(load) as ComponentType<Props> | undefined;
  if (Component !== undefined) return <Component {...props} />;
  if (!failed) return null;
  return (
    <FailureBlock failure={notLoaded}>
      <Button onClick={() => location.reload()}>Load again</Button>
    </FailureBlock>
  );
}
