import type { Page } from 'playwright-core';

const changed = 'net::ERR_NETWORK_CHANGED';

/** Chromium gives a navigation up when an interface comes or goes meanwhile, as those of other tests' containers do. */
export async function undisturbed(navigate: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await navigate();
      return;
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes(changed)) throw error;
    }
  }
}

/** Opens a page that asks for many things before it is ready, and opens it again when one of them was given up for the same reason. */
export async function openUndisturbed(page: Page, url: string, ready: () => Promise<void>): Promise<void> {
  for (let address = url; ; ) {
    const { promise: disturbed, resolve } = Promise.withResolvers<'disturbed'>();
    page.on('requestfailed', (request) => {
      if (request.failure()?.errorText === changed) resolve('disturbed');
    });
    await undisturbed(() => page.goto(address));
    const waiting = ready().then(() => 'ready' as const);
    waiting.catch(() => undefined);
    if ((await Promise.race([waiting, disturbed])) === 'ready') return;
    // The one-time code after the # has been used then, and would be refused.
    if (await page.evaluate<boolean>('sessionStorage.length > 0')) [address = url] = url.split('#');
    // The same address again, where only what is after its # matters, would be no navigation.
    await undisturbed(() => page.goto('about:blank'));
  }
}
