import type { JSX } from 'preact';
import { Empty } from '../../parts/index.ts';

export function DoctorView(): JSX.Element {
  return <Empty title="Doctor" />;
}
