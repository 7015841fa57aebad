/** learn: the mode that shows what each click does and what each word means. */
export { learning } from './learning.ts';
