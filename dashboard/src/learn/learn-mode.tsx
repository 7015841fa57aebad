import type { JSX } from 'preact';
import { Lazy, type Load } from '../parts/lazy.tsx';
import { type Place, useQuery } from '../routing/index.ts';
import type { LearnStripProps } from './learn-strip.tsx';
import { learning } from './learning.ts';

const loadStrip: Load<LearnStripProps> = async () => (await import('./learn-strip.tsx')).LearnStrip;

/** The strip of learn mode, where it is on: in what lies over the page while something does (`over`), else on the page. */
export function LearnMode({ place, over }: { place: Place; over: boolean }): JSX.Element | null {
  const [container] = useQuery('container');
  const [pane] = useQuery('pane');
  if (!learning.value || over !== (container !== '')) return null;
  return <Lazy load={loadStrip} props={{ place, container, pane: pane || 'overview' }} />;
}
