// Every page of the list on a small screen, with large text and with forced colours: nothing is cut
// and nothing moves. And what a page weighs, and where it asks.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {asSeen, launch, open, sideways} from './browser.mjs';
import {demo} from './demo.mjs';
import {LANGUAGES, asked, go} from './pages.mjs';

// The first view of a page, with all that it brings along: as it is, and as it is sent.
const BYTES_MAX = 150_000;
const SENT_MAX = 60_000;

let served, browser;
const people = new Map();
const assets = {bytes: 0, sent: 0};
before(async () => {
  served = await demo();
  browser = await launch();
  await weighAssets();
});
after(async () => { await browser?.close(); await served?.stop(); });

/// Opens a page that adds up how far things move while it is made.
async function pageOf(person) {
  if (people.has(person)) return people.get(person);
  const page = await open(browser, served.base, person);
  await page.addInitScript(() => {
    window.moved = 0;
    const add = list => list.getEntries().forEach(entry => { if (!entry.hadRecentInput) window.moved += entry.value; });
    new PerformanceObserver(add).observe({type: 'layout-shift', buffered: true});
  });
  page.on('response', answer => { if (answer.request().isNavigationRequest()) page.document = answer; });
  people.set(person, page);
  return page;
}

/// Weighs the sheet, the script and the icon, which every page brings along the first time.
async function weighAssets() {
  const page = await open(browser, served.base, null);
  const came = [];
  page.on('response', answer => { if (answer.url().includes('/assets/')) came.push(answer); });
  await page.goto('/sign-in', {waitUntil: 'networkidle'});
  for (const answer of came) {
    assets.bytes += (await answer.body()).length;
    assets.sent += (await answer.request().sizes()).responseBodySize;
  }
  assert.ok(came.length >= 2, 'a sheet and a script');
  await page.context().close();
}

/// Lists what is cut off: texts that are wider or higher than what holds them, where that hides them.
const cut = page => page.evaluate(() => {
  const wrong = [];
  for (const it of document.body.querySelectorAll('*')) {
    const {overflowX, overflowY, clip, clipPath, textOverflow, display} = getComputedStyle(it);
    if (it.closest('.vh, svg, [hidden]') || clip !== 'auto' || clipPath !== 'none' || display === 'inline') continue;
    const hides = value => value === 'hidden' || value === 'clip';
    if (!it.textContent.trim() || it.checkVisibility?.() === false) continue;
    const isCut = (hides(overflowX) && it.scrollWidth > it.clientWidth + 1) || (hides(overflowY) && it.scrollHeight > it.clientHeight + 1);
    if (isCut || textOverflow === 'ellipsis') wrong.push(`cut: ${it.outerHTML.slice(0, 120)}`);
  }
  const edge = document.scrollingElement.clientWidth + 1;
  for (const it of document.querySelectorAll('main :is(p, h1, h2, h3, td, th, dd, dt, li, label, a, button, input, select, textarea)')) {
    if (it.closest('.vh, svg, pre') || it.checkVisibility?.() === false) continue;
    const box = it.getBoundingClientRect();
    const scrolls = [...ancestors(it)].some(above => ['auto', 'scroll'].includes(getComputedStyle(above).overflowX));
    if (box.width && !scrolls && (box.right > edge || box.left < -1)) wrong.push(`beyond the edge: ${it.outerHTML.slice(0, 120)}`);
  }
  function* ancestors(of) { for (let it = of.parentElement; it; it = it.parentElement) yield it; }
  return wrong.slice(0, 3);
});

/// Lists buttons and fields that cannot be made out where a reader's colours replace ours.
const shapeless = page => page.evaluate(() => {
  const wrong = [];
  for (const it of document.querySelectorAll('main :is(.btn, .in)')) {
    if (it.closest('.vh, .money') || it.checkVisibility?.() === false) continue;
    const {borderStyle, borderWidth} = getComputedStyle(it);
    if (borderStyle === 'none' || parseFloat(borderWidth) < 1) wrong.push(`no border: ${it.outerHTML.slice(0, 120)}`);
  }
  return wrong.slice(0, 3);
});

async function wrongWith(page, how) {
  const found = [...await cut(page)];
  const by = await sideways(page);
  if (by) found.push(`it scrolls sideways by ${by} px`);
  return found.map(what => `${how}: ${what}`);
}

for (const [place, entry] of asked().entries()) {
  test(`${entry.name} fits small screens, large text and forced colours, stays still and weighs little`, async t => {
    const page = await pageOf(entry.person);
    const wrong = [];
    await asSeen(page, served.base, {lang: LANGUAGES[place % 2], theme: 'light', width: 1280});
    await go(page, entry);
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
    const moved = await page.evaluate(() => window.moved);
    if (moved > 0) wrong.push(`things move by ${moved}`);
    wrong.push(...page.wrong.splice(0));

    const bytes = (await page.document.body()).length + assets.bytes;
    const sent = (await page.document.request().sizes()).responseBodySize + assets.sent;
    t.diagnostic(`${entry.name}: ${bytes} bytes, ${sent} sent`);
    if (bytes > BYTES_MAX) wrong.push(`it weighs ${bytes} bytes`);
    if (sent > SENT_MAX) wrong.push(`${sent} bytes are sent`);

    await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
    wrong.push(...await wrongWith(page, 'at 200 % text'));
    await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
    await page.setViewportSize({width: 320, height: 640});
    wrong.push(...await wrongWith(page, 'at 320 px'));
    await page.emulateMedia({forcedColors: 'active'});
    wrong.push(...await wrongWith(page, 'with forced colours'), ...await shapeless(page));
    await page.emulateMedia({forcedColors: null});
    assert.deepEqual(wrong, []);
  });
}
