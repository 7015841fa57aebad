import type { JSX } from 'preact';
import { Empty } from '../../parts/index.ts';

export function NetworksView(): JSX.Element {
  return <Empty title="Networks" />;
}
