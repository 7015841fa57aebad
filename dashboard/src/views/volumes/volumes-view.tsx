import type { JSX } from 'preact';
import { Empty } from '../../parts/index.ts';

export function VolumesView(): JSX.Element {
  return <Empty title="Volumes" />;
}
