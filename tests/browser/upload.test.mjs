// Files on their way in: with a script and without, by choosing and by dropping.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {launch, open} from './browser.mjs';
import {demo} from './demo.mjs';
import {editing, file} from './pages.mjs';

let served, browser;
before(async () => { served = await demo(); browser = await launch(); });
after(async () => { await browser?.close(); await served?.stop(); });

const film = {name: 'film.mov', mimeType: 'video/quicktime', buffer: Buffer.from('moov')};

/// Says what both files are, and attaches them.
async function describe(page) {
  const sheets = page.locator('ul.ups > li:not(.refused)');
  assert.equal(await sheets.count(), 2);
  const invoice = sheets.filter({hasText: 'invoice.pdf'});
  await invoice.locator('input[name^=supplier]').fill('Agence Lumen');
  await invoice.locator('input[name^=number]').fill('2024-061');
  await invoice.locator('input[name^=dated]').fill('31/05/2024');
  await invoice.locator('input[name^=total]').fill('1,200.00');
  await invoice.locator('input[name^=claimed]').fill('1,200.00');
  // Enter adds up; it attaches nothing and drops nothing.
  await invoice.locator('input[name^=claimed]').press('Enter');
  await page.waitForLoadState();
  assert.match(await page.locator('dl.sum').innerText(), /Difference\s+€0\.00/);
  const photo = page.locator('ul.ups > li').filter({hasText: 'photo.png'});
  assert.equal(await photo.locator('input[name^=supplier]').isVisible(), false, 'a proof has no supplier');
  await photo.locator('textarea').fill('The banner with its date');
  await page.locator('button[name=attach]').click();
  await page.waitForURL(/done=documents-attached/);
}

test('files chosen at once are sent one by one, described and attached', async () => {
  const page = await open(browser, served.base, 'Camille');
  await page.goto(`${await editing(page)}/documents/new`);
  await page.locator('input[type=file]').setInputFiles([file('invoice.pdf'), film, file('photo.png')]);
  await page.locator('li.refused').waitFor();
  assert.match(await page.locator('.alert').innerText(), /film\.mov was not taken: this type is not taken/);
  await describe(page);
  assert.deepEqual(page.wrong.filter(what => !what.includes('404')), []);
});

test('a file that is too large is not even sent', async () => {
  const page = await open(browser, served.base, 'Camille');
  await page.goto(`${await editing(page)}/documents/new`);
  const large = {name: 'large.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(27 * 1024 * 1024)};
  await page.locator('input[type=file]').setInputFiles([large]);
  await page.locator('li.refused').waitFor();
  assert.match(await page.locator('li.refused').innerText(), /large\.pdf[^]*It is larger than 26\sMB/);
});

test('files that are dropped are sent as well, and nothing typed is lost', async () => {
  const page = await open(browser, served.base, 'Camille');
  await page.goto(`${await editing(page)}/documents/new`);
  const drop = async dropped => {
    const transfer = await page.evaluateHandle(({name, mimeType, bytes}) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], name, {type: mimeType}));
      return transfer;
    }, {...dropped, bytes: [...dropped.buffer]});
    await page.locator('[data-drop]').dispatchEvent('drop', {dataTransfer: transfer});
  };
  await drop(file('invoice.pdf'));
  await page.locator('input[name^=number]').fill('2024-061');
  await drop(file('photo.png'));
  await page.locator('ul.ups > li').filter({hasText: 'photo.png'}).locator('textarea').waitFor();
  assert.equal(await page.locator('input[name^=number]').first().inputValue(), '2024-061');
  await describe(page);
});

test('without a script the plain form does the same', async () => {
  const page = await open(browser, served.base, 'Camille', {javaScriptEnabled: false});
  await page.goto(`${await editing(page)}/documents/new`);
  await page.locator('input[type=file]').setInputFiles([file('invoice.pdf'), film]);
  await page.locator('button[name=add]').click();
  await page.locator('li.refused').waitFor();
  await page.locator('input[type=file]').setInputFiles([file('photo.png')]);
  await page.locator('button[name=add]').click();
  await page.locator('ul.ups > li').filter({hasText: 'photo.png'}).waitFor();
  await describe(page);
});
