import type { JSX } from 'preact';
import { Empty } from '../../parts/index.ts';

export function StorageTab(): JSX.Element {
  return <Empty title="Storage" />;
}
