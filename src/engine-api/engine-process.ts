/**
 * How our own engine is started, by whoever finds that none listens (the engine's client, or the keeper of its containers):
 * `node <engineNodeFlags> dist/engine.js`, with `TUTTI_ROOT` and `TUTTI_RUN` as in the starter's environment, in a session of
 * its own, standard input at /dev/null, standard error at the end of `<run>/engine.log`, where it says what it has to say.
 * Standard output is /dev/null or a pipe: on it the engine writes `engineReadyLine` once, when `<run>/engine.sock` listens,
 * and does not mind when nobody reads. When another engine serves that folder already, it exits with 0 and that one answers.
 */

/**
 * Keeps the heap of an engine that has little to remember small. Flags that change the code which V8 makes (`--optimize-for-size`,
 * `--lite-mode`, `--jitless`) make node's own start-up snapshot useless and cost 40 ms; see docs/design/engine.md, "Memory".
 */
export const engineNodeFlags: readonly string[] = ['--max-semi-space-size=2'];

export const engineReadyLine = 'ready\n';
