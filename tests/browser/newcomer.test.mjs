// The first thing that anybody sees.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {launch, open} from './browser.mjs';
import {demo} from './demo.mjs';

let served, browser;
before(async () => { served = await demo(); browser = await launch(); });
after(async () => { await browser?.close(); await served?.stop(); });

test('a newcomer sees a partner’s overview two clicks after the command', async () => {
  const page = await open(browser, served.base, null);
  // The command opens this page; it is the address that it prints.
  await page.goto('/sign-in');
  let clicks = 0;
  const click = async locator => { await locator.click(); await page.waitForLoadState(); clicks += 1; };
  await click(page.locator('button[name=person][value="Camille"]'));
  if (!await page.locator('main svg.bar').count()) await click(page.locator('a[href="/"]').first());
  assert.equal(clicks <= 2, true, `${clicks} clicks`);
  assert.equal(new URL(page.url()).pathname, '/');
  assert.match(await page.locator('main').innerText(), /€18,000\.00/);
  assert.deepEqual(page.wrong, []);
});
