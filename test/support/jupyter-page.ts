import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { launchChromium } from './chromium.ts';
import { openUndisturbed } from './undisturbed.ts';

/**
 * Opens a notebook in JupyterLab as a person would, runs all its cells from the menu, waits for a text among the
 * outputs, keeps a screenshot. Returns the text of all outputs.
 */
export async function runNotebookInBrowser(
  url: string,
  expected: string,
  screenshot: string,
): Promise<string> {
  mkdirSync(dirname(screenshot), { recursive: true });
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  try {
    await openUndisturbed(page, url, async () => {
      await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor();
      // The status bar: the notebook's own indicator says "idle" before there is a kernel, and running then asks for one.
      await page.getByText(/\(ipykernel\) \| Idle$/).waitFor();
    });
    await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
    await page.getByRole('menuitem', { name: /^Run All Cells/ }).click();
    await page.locator('.jp-OutputArea-output', { hasText: expected }).first().waitFor();
    await page.screenshot({ path: screenshot });
    return (await page.locator('.jp-OutputArea-output').allTextContents()).join('\n');
  } catch (error) {
    await page.screenshot({ path: screenshot.replace(/(?=\.png$)/, '-failed') });
    throw error;
  } finally {
    await browser.close();
  }
}
