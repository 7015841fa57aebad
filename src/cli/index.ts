/**
 * cli: the command line. Reads arguments, calls compose-file and the orchestrator, renders what they tell; decides
 * nothing about containers itself. Entry: `runProgram`.
 */
export { runProgram } from './program.ts';
