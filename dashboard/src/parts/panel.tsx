import type { ComponentChildren, JSX } from 'preact';
import './panel.css';

interface PanelProps {
  title?: ComponentChildren;
  /** At the end of its header. */
  actions?: ComponentChildren;
  children: ComponentChildren;
  /** No inner margin: for tables. */
  bare?: boolean;
}

export function Panel({ title, actions, children, bare = false }: PanelProps): JSX.Element {
  return (
    <section class="panel">
      {title && (
        <header>
          <h2>{title}</h2>
          {actions && <div class="end buttons">{actions}</div>}
        </header>
      )}
      <div class={bare ? '' : 'panel-body'}>{children}</div>
    </section>
  );
}

/** Names and their values. */
export function Facts({ of }: { of: [name: string, value: ComponentChildren][] }): JSX.Element {
  return (
    <dl class="facts">
      {of.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  );
}
