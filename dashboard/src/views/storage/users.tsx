import type { JSX } from 'preact';
import type { User } from '../../../../src/dashboard-api/index.ts';
import { ContainerLink } from '../../containers/index.ts';

/** Containers that use something, each with the way to it; of many the first few, unless all are wanted. */
export function Users({ of, all = false }: { of: readonly User[]; all?: boolean }): JSX.Element {
  if (of.length === 0) return <span class="muted">nobody</span>;
  const shown = all ? of : of.slice(0, 3);
  return (
    <span class="users">
      {shown.map(({ id, name, running }) => (
        <span key={id} class={running ? '' : 'muted'}>
          <ContainerLink name={name} />
        </span>
      ))}
      {of.length > shown.length && (
        <span
          class="muted"
          title={of.map(({ name }) => name).join(', ')}
        >{`+${of.length - shown.length}`}</span>
      )}
    </span>
  );
}
