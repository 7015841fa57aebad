import { ProcessError, run } from './process.ts';

/** Applies a ruleset in nft(8)'s language, all of it or nothing. Throws `ProcessError` with nft's own words. */
export async function applyRuleset(text: string): Promise<void> {
  try {
    await run('nft', ['-f', '-'], { input: text, timeout: 30_000 });
  } catch (error) {
    if (error instanceof ProcessError && error.reason === 'not-found')
      throw new Error('nft is not installed; networks need the package nftables', { cause: error });
    if (error instanceof ProcessError && /(Operation|Protocol) not supported/.test(error.stderr)) {
      const message = "this kernel's nftables lacks what networks need (tables of family inet, NAT)";
      throw new Error(`${message}: ${error.stderr.split('\n', 1)[0]}`, { cause: error });
    }
    throw error;
  }
}
