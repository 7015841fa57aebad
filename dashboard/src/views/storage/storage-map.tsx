import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { StoragePart } from '../../../../src/dashboard-api/index.ts';
import { bytesWords } from '../../parts/index.ts';
import { pageAddress, projectAddress, useQuery, withQuery } from '../../routing/index.ts';
import { type Cell, layOut, pathTo } from './treemap.ts';

const HEIGHT = 440;

interface StorageMapProps {
  engine: string;
  parts: StoragePart[];
}

/** Areas as large as what they stand for; one with parts leads into it, another to the thing itself. Arrows go from area to area. */
export function StorageMap({ engine, parts }: StorageMapProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  const [at] = useQuery('at');
  const way = pathTo(parts, at);
  const shown = way.at(-1)?.parts ?? parts;
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.max(200, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <>
      <Way way={way} />
      <div
        ref={box}
        class="treemap"
        style={{ height: `${HEIGHT}px` }}
        role="group"
        aria-label="Where the space went"
        onKeyDown={step}
      >
        {layOut(shown, width, HEIGHT).map((cell) => (
          <Area key={cell.part.id} cell={cell} engine={engine} />
        ))}
      </div>
    </>
  );
}

function Way({ way }: { way: StoragePart[] }): JSX.Element {
  const { url } = useLocation();
  return (
    <nav class="file-crumbs" aria-label="Parts">
      <a href={withQuery(url, { at: undefined })}>Everything</a>
      {way.map(({ id, name }) => (
        <span key={id}>
          <span aria-hidden="true"> / </span>
          <a href={withQuery(url, { at: id })}>{name}</a>
        </span>
      ))}
    </nav>
  );
}

function Area({ cell, engine }: { cell: Cell; engine: string }): JSX.Element {
  const { url } = useLocation();
  const { part, left, top, width, height, frame } = cell;
  const free = part.reclaimable > 0 ? `, ${bytesWords(part.reclaimable)} of it is not used` : '';
  return (
    <a
      class={`area kind-${part.kind} ${frame ? 'frame' : ''}`}
      href={part.parts === undefined ? thingOf(engine, part) : withQuery(url, { at: part.id })}
      aria-label={`${part.name}, ${bytesWords(part.bytes)}${free}`}
      title={`${part.name}: ${bytesWords(part.bytes)}${free}`}
      style={{ left: percent(left), top: percent(top), width: percent(width), height: percent(height) }}
    >
      <span class="area-name">{part.name}</span>
      <span class="area-size">{bytesWords(part.bytes)}</span>
    </a>
  );
}

/** Where more is told of it. */
function thingOf(engine: string, { kind, id, name }: StoragePart): string {
  switch (kind) {
    case 'project':
      return projectAddress(engine, name);
    case 'volume':
      return withQuery(pageAddress(engine, 'volumes'), { volume: name });
    case 'image':
    case 'layer':
      return withQuery(pageAddress(engine, 'images'), { image: imageOf(id) });
    case 'container':
    case 'log':
      return withQuery(pageAddress(engine, 'storage'), {
        container: name,
        pane: kind === 'log' ? 'logs' : 'files',
      });
    default:
      return pageAddress(engine, 'storage');
  }
}

function imageOf(id: string): string | undefined {
  return /sha256:[0-9a-f]{64}/.exec(id)?.[0];
}

function step(event: KeyboardEvent): void {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  const areas = [...(event.currentTarget as HTMLElement).querySelectorAll('a')];
  const at = areas.indexOf(document.activeElement as HTMLAnchorElement);
  areas[(at + by + areas.length) % areas.length]?.focus();
}

function percent(share: number): string {
  return `${share * 100}%`;
}
