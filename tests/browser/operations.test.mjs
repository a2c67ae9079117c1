// The operator makes a view anew and watches it: live, cancelled, switched, and taken back.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {asSeen, axe, launch, open, sideways} from './browser.mjs';
import {database} from './database.mjs';
import {demo} from './demo.mjs';
import {LANGUAGES, THEMES, WIDTHS} from './pages.mjs';
import {read} from './words.mjs';

let store, served, browser, key;
before(async () => {
  store = await database();
  [served, browser] = await Promise.all([demo({databaseUrl: store.url}), launch()]);
  const made = await served.terminal('keys', 'create', '--org', 'helio-cloud', '--role', 'operator', '--user', 'otto', '--json');
  ({key} = JSON.parse(made));
});
after(async () => { store?.letGo(); await browser?.close(); await served?.stop(); await store?.end(); });

/// Opens the page of operations for Otto, whose key the terminal made.
async function operations(options) {
  const page = await open(browser, served.base, null, {extraHTTPHeaders: {authorization: `Bearer ${key}`}, ...options});
  await page.goto('/operations');
  return page;
}

const row = (page, view) => page.locator('tbody tr').filter({hasText: view});

/// Chooses to rebuild a view; the question before it is answered by `begin`.
async function choose(page, view) {
  await page.locator(`#r-${view}`).click();
  await page.waitForURL(/rebuilds\?view=/);
}

const begin = page => page.locator('main form button[value=rebuild]').click();

/// Waits for the page to say something by itself; it must not have been loaded anew.
async function becomes(page, target, text) {
  await target.filter({hasText: text}).first().waitFor({timeout: 30_000});
  assert.equal(await page.evaluate(() => window.sinceOpened), 'the same page');
}

const mark = page => page.evaluate(() => { window.sinceOpened = 'the same page'; });

test('a rebuild is watched live, and the view is switched to its next version', async () => {
  const page = await operations();
  await row(page, 'postings').getByText('version 1').waitFor();
  await choose(page, 'postings');
  await begin(page);
  await page.waitForURL(/done=rebuild-begun/);
  await mark(page);
  await becomes(page, page.locator('main [role=status]'), 'postings was rebuilt, compared and switched.');
  await becomes(page, row(page, 'postings'), 'version 2');
  assert.deepEqual(page.wrong, []);
});

test('a rebuild that waits is shown with its phases to whoever looks, and is cancelled', async () => {
  const release = await store.hold('overview_fund__v1');
  const [page, watcher] = [await operations(), await operations()];
  await mark(watcher);
  await choose(page, 'overview');
  await begin(page);
  await page.waitForURL(/done=rebuild-begun/);
  await mark(page);
  await becomes(page, page.locator('ol.phases [aria-current=step]'), 'now');
  await becomes(watcher, watcher.locator('h2'), 'Rebuild of overview');
  // It is given up as soon as what it waits for lets it go.
  const asked = page.waitForRequest(/cancellations$/);
  const cancelled = page.locator('#cancel').click();
  await asked;
  release();
  await cancelled;
  await page.waitForURL(/done=rebuild-cancelled/);
  assert.equal(await page.locator('#cancel').count(), 0);
  await row(page, 'overview').getByText('version 1').waitFor();
  await watcher.locator('#cancel').waitFor({state: 'detached', timeout: 30_000});
});

test('a view that is taken back in a terminal is shown so without a reload', async () => {
  const page = await operations();
  await mark(page);
  await row(page, 'postings').getByText('version 2').waitFor();
  await served.terminal('views', 'rollback', 'postings');
  await becomes(page, row(page, 'postings'), 'version 1');
});

test('a second rebuild is refused while the first goes on, and without scripts the page says so too', async () => {
  const release = await store.hold('claim__v1');
  const [first, second] = [await operations(), await operations({javaScriptEnabled: false})];
  await choose(first, 'claim');
  await choose(second, 'postings');
  await begin(first);
  await first.waitForURL(/done=rebuild-begun/);
  const answered = second.waitForResponse(answer => answer.request().method() === 'POST');
  await begin(second);
  assert.equal((await answered).status(), 409);
  assert.match(await read(second.locator('[role=alert]')), /Nothing was begun/);
  release();
});

test('the page is held against the guidelines, in both languages and themes, wide and narrow', async () => {
  const page = await operations();
  const wrong = [];
  for (const lang of LANGUAGES) for (const theme of THEMES) for (const width of [...WIDTHS, 320]) {
    await asSeen(page, served.base, {lang, theme, width});
    await page.goto('/operations');
    const found = [...await axe(page), ...page.wrong.splice(0)];
    if (await sideways(page)) found.push('it scrolls sideways');
    wrong.push(...found.map(what => `${lang}, ${theme}, ${width}: ${what}`));
  }
  assert.deepEqual(wrong, []);
});
