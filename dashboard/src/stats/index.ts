/** stats: what is measured, with its history as long as the page is open. */
export { CpuCell, MemoryCell } from './cells.tsx';
export { measuredColumns } from './columns.tsx';
export { type Field, Series } from './series.ts';
export { measure, statsOf } from './store.ts';
