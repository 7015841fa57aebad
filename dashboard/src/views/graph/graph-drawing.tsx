import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { drawerQuery } from '../../containers/index.ts';
import { whyAddress, withQuery } from '../../routing/index.ts';
import { type PlacedEdge, type PlacedNode, pathOf, placeGraph } from './graph-layout.ts';
import type { Graph } from './graph-model.ts';

interface DrawingProps {
  graph: Graph;
  engine: string;
  project: string;
}

/** The graph as a picture whose services can be opened. The table beside it says the same in words. */
export function GraphDrawing({ graph, engine, project }: DrawingProps): JSX.Element {
  const placed = useMemo(() => placeGraph(graph), [graph]);
  return (
    <div class="graph-scroll" role="region" aria-label="Graph of the services" tabIndex={0}>
      <svg
        class="graph"
        width={placed.width}
        height={placed.height}
        viewBox={`0 0 ${placed.width} ${placed.height}`}
        role="group"
        aria-label="Services and what they need"
      >
        <ArrowHead />
        {placed.edges.map((edge) => (
          <EdgeLine key={`${edge.edge.from} ${edge.edge.to}`} {...edge} />
        ))}
        {placed.nodes.map((node) => (
          <NodeBox key={node.node.key} placed={node} engine={engine} project={project} />
        ))}
      </svg>
    </div>
  );
}

function ArrowHead(): JSX.Element {
  return (
    <defs>
      <marker
        id="graph-arrow"
        viewBox="0 0 8 8"
        refX="7"
        refY="4"
        markerWidth="7"
        markerHeight="7"
        orient="auto"
      >
        <path d="M0,0.8 L7,4 L0,7.2 Z" />
      </marker>
    </defs>
  );
}

function EdgeLine({ edge, points, word }: PlacedEdge): JSX.Element {
  const isArrow = edge.kind !== 'joins';
  const waits = edge.kind === 'depends' && edge.mood === 'failing' ? 'failing' : '';
  return (
    <g class={`graph-edge ${edge.kind} ${waits}`} aria-hidden="true">
      <path d={pathOf(points)} marker-end={isArrow ? 'url(#graph-arrow)' : undefined} />
      {word && (
        <text x={word.x} y={word.y} dy="0.32em">
          {edge.condition}
        </text>
      )}
    </g>
  );
}

interface NodeProps {
  placed: PlacedNode;
  engine: string;
  project: string;
}

function NodeBox({ placed, engine, project }: NodeProps): JSX.Element {
  const { node, x, y, width, height } = placed;
  const { url } = useLocation();
  const box = <rect x={x} y={y} width={width} height={height} rx={node.kind === 'service' ? 9 : 15} />;
  if (node.kind === 'network') {
    return (
      <g class="graph-node network">
        {box}
        <Words x={x + width / 2} y={y + height / 2} text={node.name} room={18} middle />
      </g>
    );
  }
  if (node.kind === 'port') {
    const inner = (
      <>
        {box}
        <Words x={x + width / 2} y={y + height / 2} text={node.port.text} room={18} middle />
      </>
    );
    if (node.port.url === undefined || !/^https?:\/\//.test(node.port.url))
      return <g class="graph-node port">{inner}</g>;
    return (
      <a class="graph-node port" href={node.port.url} target="_blank" rel="noopener noreferrer">
        {inner}
      </a>
    );
  }
  const { service, container } = node;
  const address =
    container === undefined
      ? whyAddress(engine, project, service.name)
      : withQuery(url, drawerQuery(container));
  return (
    <a
      class={`graph-node service ${service.mood}`}
      href={address}
      aria-label={`${service.name} ${service.state}`}
    >
      {box}
      <rect class={`stripe c${service.color}`} x={x} y={y + 9} width={3} height={height - 18} rx={1.5} />
      <circle class="dot" cx={x + 18} cy={y + 20} r={4} />
      <Words x={x + 30} y={y + 20} text={service.name} room={22} name />{' '}
      <Words x={x + 18} y={y + 40} text={withinRoom(service.state, 29)} room={29} />
    </a>
  );
}

interface WordsProps {
  x: number;
  y: number;
  text: string;
  /** Letters that fit. */
  room: number;
  middle?: boolean;
  name?: boolean;
}

/** What stands in brackets is left out where it does not fit. */
function withinRoom(state: string, room: number): string {
  return state.length > room ? state.replace(/ \(.*\)/, '') : state;
}

function Words({ x, y, text, room, middle, name }: WordsProps): JSX.Element {
  const isCut = text.length > room;
  return (
    <text x={x} y={y} dy="0.32em" class={name ? 'name' : ''} text-anchor={middle ? 'middle' : 'start'}>
      {isCut && <title>{text}</title>}
      {isCut ? `${text.slice(0, room - 1)}…` : text}
    </text>
  );
}
