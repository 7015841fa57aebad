import type { JSX } from 'preact';
import { Dialog } from '../parts/index.ts';
import type { Place } from '../routing/index.ts';
import { type Binding, bindingsAt } from './bindings.ts';
import './keys-sheet.css';

const mac = navigator.userAgent.includes('Mac');

function Keys({ keys }: { keys: string }): JSX.Element {
  const parts = keys.split(/[ +]/).map((key) => (key === 'Mod' ? (mac ? '⌘' : 'Ctrl') : key));
  return (
    <span>
      {parts.map((part) => (
        <kbd key={part}>{part.length === 1 && keys.includes('Mod') ? part.toUpperCase() : part}</kbd>
      ))}
    </span>
  );
}

export function KeysSheet({ place, onClose }: { place: Place; onClose: () => void }): JSX.Element {
  const groups = Map.groupBy(
    bindingsAt(place, () => undefined),
    ({ group }: Binding) => group,
  );
  return (
    <Dialog wide onlyText title="Keys" onClose={onClose}>
      <div class="keys-groups">
        {[...groups].map(([group, bindings]) => (
          <section key={group}>
            <h3>{group}</h3>
            <ul>
              {bindings.map(({ keys, title }) => (
                <li key={keys}>
                  {title}
                  <Keys keys={keys} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
