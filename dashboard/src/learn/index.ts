/** learn: the mode that shows what each click does and what each word means. Its strip is loaded when it is on. */
export { learning } from './learning.ts';
