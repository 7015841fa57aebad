import type { JSX } from 'preact';
import { Empty } from '../../parts/index.ts';

export function ImagesView(): JSX.Element {
  return <Empty title="Images" />;
}
