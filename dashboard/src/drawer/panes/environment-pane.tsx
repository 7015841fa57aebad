import { Eye, EyeOff } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call, failureOf } from '../../connection/index.ts';
import { Button, CopyButton, Empty, SearchBox, toast } from '../../parts/index.ts';
import type { PaneProps } from '../panes.ts';

interface Variable {
  name: string;
  value: string;
  masked: boolean;
}

function variablesOf({ inspect, masked }: PaneProps['container']): Variable[] {
  return (inspect.Config.Env ?? [])
    .map((line) => {
      const at = line.indexOf('=');
      const name = at < 0 ? line : line.slice(0, at);
      return { name, value: at < 0 ? '' : line.slice(at + 1), masked: masked.includes(name) };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Variables of the environment; what looks like a secret is shown one by one, and only when it is asked for. */
export function EnvironmentPane({ engine, container }: PaneProps): JSX.Element {
  const [query, setQuery] = useState('');
  const all = variablesOf(container);
  const shown = all.filter(({ name, value, masked }) =>
    `${name}\n${masked ? '' : value}`.toLowerCase().includes(query.toLowerCase()),
  );
  if (all.length === 0)
    return (
      <Empty title="Its environment is empty">
        <p>
          <code>environment</code> or <code>env_file</code> in the Compose file gives it variables.
        </p>
      </Empty>
    );
  return (
    <div class="pane">
      <SearchBox label="Search variables" value={query} onInput={setQuery} />
      <table class="plain-table variables">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((variable) => (
            <tr key={variable.name}>
              <td>
                <code>{variable.name}</code>
              </td>
              <td>
                {variable.masked ? (
                  <Masked engine={engine} container={container.brief.id} name={variable.name} />
                ) : (
                  <Value name={variable.name} value={variable.value} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Value({ name, value }: { name: string; value: string }): JSX.Element {
  return (
    <span class="value-line">
      <code>{value}</code>
      <CopyButton text={value} label={`Copy ${name}`} />
    </span>
  );
}

function Masked({
  engine,
  container,
  name,
}: {
  engine: string;
  container: string;
  name: string;
}): JSX.Element {
  const [value, setValue] = useState<string>();
  const reveal = async () => {
    try {
      setValue((await call('container.reveal', engine, { container, variable: name })).value);
    } catch (thrown) {
      toast({ mood: 'failing', text: `${name} cannot be shown`, detail: failureOf(thrown).message });
    }
  };
  return (
    <span class="value-line">
      <code>{value ?? '••••••••'}</code>
      {value !== undefined && <CopyButton text={value} label={`Copy ${name}`} />}
      <Button
        kind="quiet"
        size="small"
        icon={value === undefined ? Eye : EyeOff}
        label={value === undefined ? `Show ${name}` : `Hide ${name}`}
        onClick={() => (value === undefined ? void reveal() : setValue(undefined))}
      />
    </span>
  );
}
