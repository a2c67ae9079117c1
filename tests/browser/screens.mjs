// Takes pictures of every page of the list, in both themes and widths, into /screens:
//   node screens.mjs [part of a name …]
// With CLAIMS_BASE a server that runs already is looked at; otherwise a demonstration is started.
import fs from 'node:fs';
import path from 'node:path';
import {axe, launch, open, sideways} from './browser.mjs';
import {demo} from './demo.mjs';
import {PAGES, THEMES, WIDTHS, go} from './pages.mjs';

const folder = path.resolve(import.meta.dirname, '../../screens');
const parts = process.argv.slice(2);
const entries = PAGES.filter(entry => !parts.length || parts.some(part => entry.name.includes(part)));
const languages = process.env.LANGUAGES?.split(',') ?? ['en'];
fs.mkdirSync(folder, {recursive: true});

const served = process.env.CLAIMS_BASE ? {base: process.env.CLAIMS_BASE, stop: async () => {}} : await demo();
const browser = await launch();
try {
  for (const entry of entries) for (const theme of THEMES) for (const width of WIDTHS) for (const lang of languages) {
    const page = await open(browser, served.base, entry.person, {theme, width, lang});
    await go(page, entry);
    const name = `${entry.name}.${width}.${theme}${lang === 'en' ? '' : `.${lang}`}.png`;
    await page.screenshot({path: path.join(folder, name), fullPage: true});
    const wrong = [...await axe(page), ...page.wrong, ...(await sideways(page) ? ['it scrolls sideways'] : [])];
    console.log(name, wrong.length ? wrong : '');
    await page.context().close();
  }
} finally {
  await browser.close();
  await served.stop();
}
