import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { StoragePart } from '../../../../src/dashboard-api/index.ts';
import { bytesWords } from '../../parts/index.ts';
import { useQuery, withQuery } from '../../routing/index.ts';
import { leadOf, partName } from './part-address.ts';
import { PartList } from './part-list.tsx';
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
          <Area
            key={cell.part.id}
            cell={cell}
            engine={engine}
            small={cell.width * width < 40 || cell.height * HEIGHT < 22}
          />
        ))}
      </div>
      <PartList engine={engine} parts={shown} />
    </>
  );
}

/** What the map leaves out. */
export function LogsUntold(): JSX.Element {
  return <p class="muted">Logs are not among it: this engine does not tell how much they take.</p>;
}

function Way({ way }: { way: StoragePart[] }): JSX.Element {
  const { url } = useLocation();
  return (
    <nav class="file-crumbs" aria-label="Parts">
      <a href={withQuery(url, { at: undefined })}>Everything</a>
      {way.map((part) => (
        <span key={part.id}>
          <span aria-hidden="true"> / </span>
          <a href={withQuery(url, { at: part.id })}>{partName(part)}</a>
        </span>
      ))}
    </nav>
  );
}

interface AreaProps {
  cell: Cell;
  engine: string;
  small: boolean;
}

function Area({ cell, engine, small }: AreaProps): JSX.Element {
  const { url } = useLocation();
  const { part, left, top, width, height, frame } = cell;
  const name = partName(part);
  const free = part.reclaimable > 0 ? `, ${bytesWords(part.reclaimable)} of it is not used` : '';
  return (
    <a
      class={`area kind-${part.kind} ${frame ? 'frame' : ''} ${small ? 'small' : ''} ${part.reclaimable === part.bytes ? 'unused' : ''}`}
      href={leadOf(engine, part, url)}
      title={`${name}: ${bytesWords(part.bytes)}${free}`}
      style={{ left: percent(left), top: percent(top), width: percent(width), height: percent(height) }}
    >
      <span class="area-name">{name}</span> <span class="area-size">{bytesWords(part.bytes)}</span>
      <span class="visually-hidden">{free}</span>
    </a>
  );
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
