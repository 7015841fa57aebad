export { type MatchState, PathPatterns, parseIgnoreFile } from '../../../shared/index.ts';
