import type { ComponentType, JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Failure } from '../../../src/dashboard-api/index.ts';
import { Button } from './button.tsx';
import { loadPatiently } from './load-patiently.ts';
import { FailureBlock } from './states.tsx';

/** Loads a component's part of the bundle; the same function is the same component. */
export type Load<Props> = () => Promise<ComponentType<Props>>;

const loaded = new Map<unknown, ComponentType<never>>();

const notLoaded: Failure = {
  code: 'page-part-missing',
  message: 'A part of the page could not be loaded.',
  hint: 'tutti may have been updated, or "tutti ui" has ended. Load the page again.',
};

/** Loads a part that is going to be drawn, so that it is there by then. */
export async function loadPart<Props>(load: Load<Props>): Promise<void> {
  if (loaded.has(load)) return;
  loaded.set(load, (await loadPatiently(load)) as ComponentType<never>);
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
  // Not after the next paint, as an effect would be.
  useLayoutEffect(() => {
    if (loaded.has(load)) return;
    loadPart(load).then(
      () => drawAgain({}),
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
