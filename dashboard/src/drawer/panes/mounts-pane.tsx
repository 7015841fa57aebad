import type { JSX } from 'preact';
import { Badge, Empty } from '../../parts/index.ts';
import { pageAddress, withQuery } from '../../routing/index.ts';
import { shortName } from '../../views/volumes/short-name.ts';
import type { PaneProps } from '../panes.ts';

const KINDS: Record<string, string> = {
  bind: 'folder of this machine',
  volume: 'volume',
  tmpfs: 'in memory, gone with the container',
};

export function MountsPane({ engine, container: { inspect } }: PaneProps): JSX.Element {
  const mounts = inspect.Mounts ?? [];
  if (mounts.length === 0)
    return (
      <Empty title="Nothing is mounted">
        <p>What this container writes is gone when it is removed. A volume would keep it.</p>
      </Empty>
    );
  return (
    <div class="pane wide-scroll">
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">In the container</th>
            <th scope="col">From</th>
            <th scope="col">Access</th>
          </tr>
        </thead>
        <tbody>
          {mounts.map(({ Destination, Type, Name, Source, RW }) => (
            <tr key={Destination}>
              <td>
                <code>{Destination}</code>
              </td>
              <td>
                {Type === 'volume' && Name ? (
                  <a href={withQuery(pageAddress(engine, 'volumes'), { volume: Name })} title={Name}>
                    <code>{shortName(Name)}</code>
                  </a>
                ) : (
                  <code>{Name || Source}</code>
                )}
                <br />
                <span class="muted small">{KINDS[Type] ?? Type}</span>
              </td>
              <td>{RW ? 'read and write' : <Badge>read only</Badge>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
