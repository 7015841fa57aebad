/**
 * How our own engine is started, by whoever finds that none listens (the engine's client, or the keeper of its containers):
 * `node <engineNodeFlags> dist/engine.js`, with `TUTTI_ROOT` and `TUTTI_RUN` as in the starter's environment, in a session of
 * its own, standard streams at /dev/null. It is ready when `<run>/engine.sock` answers; when another engine serves
 * that folder already, it exits with 0 and that one answers. What it has to say is in `<run>/engine.log`.
 */

/** For the smallest memory that costs no speed where it counts; see docs/design/engine.md, "Memory". */
export const engineNodeFlags: readonly string[] = ['--max-semi-space-size=4', '--optimize-for-size'];
