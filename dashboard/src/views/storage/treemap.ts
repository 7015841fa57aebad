import { hierarchy, treemap } from 'd3-hierarchy';
import type { StoragePart } from '../../../../src/dashboard-api/index.ts';

export interface Cell {
  part: StoragePart;
  /** Shares of the whole, 0 to 1. */
  left: number;
  top: number;
  width: number;
  height: number;
  /** 1: a part of the whole, drawn as a frame where it has parts itself; 2: inside of one. */
  depth: number;
  /** Drawn around others. */
  frame: boolean;
}

/** Pixels of a frame's title. */
const TITLE = 22;

/** Lays out the parts of a whole, and the parts of these, in an area of pixels. */
export function layOut(parts: readonly StoragePart[], width: number, height: number): Cell[] {
  const whole: StoragePart = { id: '', kind: 'group', name: '', bytes: 0, reclaimable: 0, parts: [...parts] };
  const root = hierarchy(whole, (part) => (part.parts ?? []).filter(({ bytes }) => bytes > 0))
    .sum((part) => ownBytes(part))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const laid = treemap<StoragePart>()
    .size([width, height])
    .paddingInner(2)
    .paddingTop((node) => (node.depth === 1 ? TITLE : 0))(root);
  return laid
    .descendants()
    .filter(({ depth, x0, x1, y0, y1 }) => depth > 0 && depth <= 2 && x1 - x0 > 2 && y1 - y0 > 2)
    .map(({ data, depth, x0, x1, y0, y1, children }) => ({
      part: data,
      left: x0 / width,
      top: y0 / height,
      width: (x1 - x0) / width,
      height: (y1 - y0) / height,
      depth,
      frame: depth === 1 && children !== undefined,
    }));
}

/** What is in none of its parts. */
function ownBytes({ bytes, parts = [] }: StoragePart): number {
  return Math.max(0, bytes - parts.reduce((sum, part) => sum + part.bytes, 0));
}

/** The way from the whole down to a part; empty where there is none of that id. */
export function pathTo(parts: readonly StoragePart[], id: string): StoragePart[] {
  for (const part of parts) {
    if (part.id === id) return [part];
    const below = pathTo(part.parts ?? [], id);
    if (below.length > 0) return [part, ...below];
  }
  return [];
}
