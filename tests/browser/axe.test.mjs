// Every page of the list against the guidelines (WCAG 2.2 AA, as far as axe can tell).
//
// Each is seen in both languages, both themes and both widths, in two ways that share nothing;
// with CLAIMS_AXE=all in all eight.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {asSeen, axe, launch, open, sideways} from './browser.mjs';
import {demo} from './demo.mjs';
import {LANGUAGES, THEMES, WIDTHS, asked, go} from './pages.mjs';

const WAYS = LANGUAGES.flatMap(lang => THEMES.flatMap(theme => WIDTHS.map(width => ({lang, theme, width}))));

/// Gives the ways in which the page at a place of the list is seen: one, and the one opposite.
const waysAt = place => process.env.CLAIMS_AXE === 'all' ? WAYS : [WAYS[place % 4], WAYS[7 - place % 4]];

let served, browser;
const people = new Map();
before(async () => { served = await demo(); browser = await launch(); });
after(async () => { await browser?.close(); await served?.stop(); });

async function pageOf(person) {
  if (!people.has(person)) people.set(person, await open(browser, served.base, person));
  return people.get(person);
}

for (const [place, entry] of asked().entries()) {
  test(`axe finds nothing on ${entry.name}`, async () => {
    const page = await pageOf(entry.person);
    const wrong = [];
    for (const way of waysAt(place)) {
      await asSeen(page, served.base, way);
      await go(page, entry);
      const found = [...await axe(page), ...page.wrong.splice(0)];
      if (await sideways(page)) found.push('it scrolls sideways');
      wrong.push(...found.map(what => `${Object.values(way).join(', ')}: ${what}`));
    }
    assert.deepEqual(wrong, []);
  });
}
