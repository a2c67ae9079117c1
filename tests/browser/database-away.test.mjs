// The database goes away while a form is sent, and comes back.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {launch} from './browser.mjs';
import {database} from './database.mjs';
import {demo} from './demo.mjs';
import {file} from './pages.mjs';
import {Person} from './people.mjs';

let store, served, browser;
before(async () => {
  store = await database();
  [served, browser] = await Promise.all([demo({databaseUrl: store.url}), launch()]);
});
after(async () => { await browser?.close(); await store?.start().catch(() => {}); await served?.stop(); await store?.end(); });

const COMMENT = 'The organiser sends the list on Monday';

/// Sends again what a page kept, until the ledger is back.
async function sendUntilTaken(person) {
  let status;
  for (let tries = 0; tries < 20 && status !== 200; tries += 1) status = await person.follow(person.main('form button'));
}

test('while the database is away nothing is recorded, and what was typed can be sent again', async () => {
  const camille = await Person.comes(browser, served.base, 'Camille');
  await camille.goTo('/claims');
  await camille.follow(camille.main('table a').first());
  await camille.fill('text', COMMENT, camille.find('#comments'));

  await store.stop();
  assert.equal(await camille.follow(camille.find('#comments form button')), 503);
  await camille.sees('The ledger cannot be reached at the moment', 'h1');
  await camille.sees('Nothing was recorded.');
  await camille.sees('All that you typed is kept on this page. Send it again in a moment.');
  assert.equal(await camille.follow(camille.main('form button')), 503, 'it is still away');
  await camille.sees('All that you typed is kept on this page.');

  await store.start();
  await sendUntilTaken(camille);
  await camille.seesDone('claim-commented');
  assert.equal(await camille.find('#comments .said').filter({hasText: COMMENT}).count(), 1);
  assert.deepEqual(camille.page.wrong.filter(what => !what.includes('status of 503')), []);
});

test('what was said of files is kept while the database is away', async () => {
  const camille = await Person.comes(browser, served.base, 'Camille');
  await camille.page.goto('/claims?status=editing');
  await camille.follow(camille.main('table a').first());
  await camille.follow(camille.main('a[href$="/documents/new"]').first());
  await camille.bring([file('photo.png')]);
  await camille.fill('note', 'Our stand in the morning');
  await store.stop();
  assert.equal(await camille.follow(camille.main('button[name=attach]')), 503);
  await camille.sees('Nothing was recorded.');
  await store.start();
  await sendUntilTaken(camille);
  await camille.seesDone('documents-attached');
  await camille.sees('Our stand in the morning', '#docs');
});

test('a page that is only looked at says that it cannot be shown, and shows again', async () => {
  const camille = await Person.comes(browser, served.base, 'Camille');
  await store.stop();
  const away = await camille.page.goto('/funds');
  assert.equal(away.status(), 503);
  assert.ok(Number(away.headers()['retry-after']) > 0);
  await camille.sees('The ledger cannot be reached at the moment', 'h1');
  await store.start();
  for (let tries = 0; tries < 20 && !new URL(camille.page.url()).pathname.startsWith('/funds/'); tries += 1) {
    const status = await camille.follow(camille.main('a.primary'));
    if (status === 200) return;
  }
  assert.fail('the page never came back');
});
