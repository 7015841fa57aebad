import type { JSX } from 'preact';
import { Empty } from '../../parts/index.ts';

export function ConfigTab(): JSX.Element {
  return <Empty title="Config" />;
}
