import type { JSX } from 'preact';
import { Empty } from '../../parts/index.ts';

export function HomeView(): JSX.Element {
  return <Empty title="Home" />;
}
