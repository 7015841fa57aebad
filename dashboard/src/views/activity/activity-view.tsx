import type { JSX } from 'preact';
import { Empty } from '../../parts/index.ts';

export function ActivityView(): JSX.Element {
  return <Empty title="Activity" />;
}
