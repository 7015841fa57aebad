import type { JSX } from 'preact';
import { Empty } from '../../parts/index.ts';

export function StorageView(): JSX.Element {
  return <Empty title="Storage" />;
}
