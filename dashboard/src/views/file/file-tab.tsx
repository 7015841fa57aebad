import type { JSX } from 'preact';
import { Empty } from '../../parts/index.ts';

export function FileTab(): JSX.Element {
  return <Empty title="File" />;
}
