/**
 * How our own engine is started, by whoever finds that none listens (the engine's client, or the keeper of its containers):
 * `node <engineNodeFlags> dist/engine.js`, with `TUTTI_ROOT` and `TUTTI_RUN` as in the starter's environment, in a session of
 * its own, standard input at /dev/null, standard error at the end of `<run>/engine.log`, where it says what it has to say.
 * Standard output is /dev/null or a pipe: on it the engine writes `engineReadyLine` once, when `<run>/engine.sock` listens,
 * and does not mind when nobody reads. When another engine serves that folder already, it exits with 0 and that one answers.
 */

/** For the smallest memory that costs no speed where it counts; see docs/design/engine.md, "Memory". */
export const engineNodeFlags: readonly string[] = ['--max-semi-space-size=4', '--optimize-for-size'];

export const engineReadyLine = 'ready\n';
