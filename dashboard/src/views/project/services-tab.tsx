import type { JSX } from 'preact';
import { Empty } from '../../parts/index.ts';

export function ServicesTab(): JSX.Element {
  return <Empty title="Services" />;
}
