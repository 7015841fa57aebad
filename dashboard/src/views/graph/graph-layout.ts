import { Graph as Dagre, layout } from '@dagrejs/dagre';
import type { Graph, GraphEdge, GraphNode } from './graph-model.ts';

export interface Point {
  x: number;
  y: number;
}

export interface PlacedNode {
  node: GraphNode;
  /** Of its top left corner. */
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PlacedEdge {
  edge: GraphEdge;
  points: Point[];
  /** Middle of its word. */
  word: Point | undefined;
}

export interface Placed {
  nodes: PlacedNode[];
  edges: PlacedEdge[];
  width: number;
  height: number;
}

const SIZES: Record<GraphNode['kind'], { width: number; height: number }> = {
  service: { width: 208, height: 58 },
  network: { width: 148, height: 30 },
  port: { width: 148, height: 30 },
};

/** Width of a letter of an edge's word, in pixels. */
const LETTER = 7;

/** Gives everything a place: what is needed stands to the right of what needs it. Pixels. */
export function placeGraph({ nodes, edges }: Graph): Placed {
  const dagre = new Dagre({ multigraph: true });
  dagre.setGraph({ rankdir: 'LR', nodesep: 22, ranksep: 64, marginx: 12, marginy: 12 });
  dagre.setDefaultEdgeLabel(() => ({}));
  for (const { key, kind } of nodes) dagre.setNode(key, { ...SIZES[kind] });
  edges.forEach(({ from, to, condition }, index) => {
    const word = condition === '' ? {} : { width: condition.length * LETTER + 10, height: 18, labelpos: 'c' };
    dagre.setEdge(from, to, word, String(index));
  });
  layout(dagre);
  const { width = 0, height = 0 } = dagre.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    nodes: nodes.map((node) => placeNode(node, dagre.node(node.key) as Point)),
    edges: edges.map((edge, index) => placeEdge(edge, dagre.edge(edge.from, edge.to, String(index)))),
  };
}

/** dagre gives the middle. */
function placeNode(node: GraphNode, { x, y }: Point): PlacedNode {
  const { width, height } = SIZES[node.kind];
  return { node, x: x - width / 2, y: y - height / 2, width, height };
}

function placeEdge(edge: GraphEdge, line: { points?: Point[]; x?: number; y?: number }): PlacedEdge {
  const { points = [], x, y } = line;
  const word = edge.condition === '' || x === undefined || y === undefined ? undefined : { x, y };
  return { edge, points, word };
}

/** An SVG path through the points, with rounded corners. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...others] = points;
  if (first === undefined) return '';
  const last = others.at(-1) ?? first;
  const curves = others.slice(0, -1).map((point, i) => {
    const next = others[i + 1] ?? last;
    const middle = { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    const end = i === others.length - 2 ? last : middle;
    return `Q${round(point)} ${round(end)}`;
  });
  return `M${round(first)}${curves.join('')}${curves.length === 0 ? `L${round(last)}` : ''}`;
}

function round({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
}
