import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { withQuery } from '../routing/index.ts';
import { drawerQuery } from './drawer-query.ts';

/** Opens a container's drawer over this page. */
export function ContainerLink({ name, children = name }: { name: string; children?: string }): JSX.Element {
  const { url } = useLocation();
  return (
    <a class="row-link" href={withQuery(url, drawerQuery(name))}>
      {children}
    </a>
  );
}
