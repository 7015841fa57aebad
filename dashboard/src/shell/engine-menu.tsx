import { Cpu } from 'lucide';
import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useTopic } from '../connection/index.ts';
import { Menu } from '../parts/index.ts';
import { homeAddress } from '../routing/index.ts';

/** Which engine the page looks at, and a way to the others. */
export function EngineMenu({ engine }: { engine: string }): JSX.Element {
  const { route } = useLocation();
  const rows = useTopic('engines', engine, {}).value.data ?? [];
  const items = rows.map(({ name, product, reachable, address }) => ({
    title: (
      <>
        {name}
        <span class="muted small" title={address}>
          {` ${reachable ? (product ?? '') : 'does not answer'}`}
        </span>
      </>
    ),
    checked: name === engine,
    onChoose: () => route(homeAddress(name)),
  }));
  const product = rows.find(({ name }) => name === engine)?.product;
  return (
    <Menu kind="quiet" icon={Cpu} label={`Engine: ${product ?? engine}`} class="engine-menu" items={items}>
      <span class="ellipsis">{product ?? engine}</span>
    </Menu>
  );
}
