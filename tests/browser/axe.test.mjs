// Every page of the list against the guidelines, in both languages and themes, wide and narrow.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {axe, launch, open, sideways} from './browser.mjs';
import {demo} from './demo.mjs';
import {LANGUAGES, PAGES, THEMES, WIDTHS, go} from './pages.mjs';

// CLAIMS_PAGES=overview,claims: those alone whose names have one of these in them.
const parts = process.env.CLAIMS_PAGES?.split(',') ?? [''];
const looked = PAGES.filter(entry => parts.some(part => entry.name.includes(part)));

let served, browser;
before(async () => { served = await demo(); browser = await launch(); });
after(async () => { await browser?.close(); await served?.stop(); });

for (const lang of LANGUAGES) for (const theme of THEMES) for (const width of WIDTHS) {
  test(`axe finds nothing: ${lang}, ${theme}, ${width} wide`, async () => {
    const wrong = [];
    for (const person of new Set(looked.map(entry => entry.person))) {
      const page = await open(browser, served.base, person, {lang, theme, width});
      for (const entry of looked.filter(entry => entry.person === person)) {
        await go(page, entry);
        const found = [...await axe(page), ...page.wrong.splice(0)];
        if (await sideways(page)) found.push('it scrolls sideways');
        wrong.push(...found.map(what => `${entry.name}: ${what}`));
      }
      await page.context().close();
    }
    assert.deepEqual(wrong, []);
  });
}
