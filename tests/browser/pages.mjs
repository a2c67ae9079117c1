import zlib from 'node:zlib';
import {PARTNER} from './pages/partner.mjs';
import {VENDOR} from './pages/vendor.mjs';

// The pages that are looked at: by axe, and as pictures. A page has a name, who looks at it, and its
// path, or how one gets there.
export const PAGES = [
  {name: 'overview', person: 'Camille', path: '/'},
  {name: 'overview-vendor', person: 'Ines', path: '/'},
  {name: 'claims', person: 'Camille', path: '/claims'},
  {name: 'new-claim', person: 'Camille', path: '/claims/new'},
  {name: 'documents-choose', person: 'Camille', path: async page => `${await editing(page)}/documents/new`},
  {name: 'documents-describe', person: 'Camille', go: async page => {
    await page.goto(`${await editing(page)}/documents/new`);
    await page.locator('input[type=file]').setInputFiles([file('invoice.pdf'), file('photo.png'), {name: 'film.mov', mimeType: 'video/quicktime', buffer: Buffer.from('x')}]);
    await page.locator('li.refused').waitFor();
  }},
  ...PARTNER,
  ...VENDOR,
];

export const THEMES = ['light', 'dark'];
export const WIDTHS = [1280, 390];
export const LANGUAGES = ['en', 'fr'];

/// Goes to a page of the list. A path that was found on one server stays its path.
export async function go(page, entry) {
  if (entry.go) return entry.go(page);
  const known = found.get(entry) ?? (typeof entry.path === 'function' ? await entry.path(page) : entry.path);
  found.set(entry, known);
  await page.goto(known);
}

const found = new Map();

/// Gives the pages that were asked for: CLAIMS_PAGES=overview,claims names parts of their names.
export function asked() {
  const parts = process.env.CLAIMS_PAGES?.split(',') ?? [''];
  return PAGES.filter(entry => parts.some(part => entry.name.includes(part)));
}

/// Files a claim that can be edited; gives its path.
export async function editing(page) {
  await page.goto('/claims/new');
  // That of the story: the newest comes first.
  await page.locator('input[name=fund]').last().check();
  await page.locator('input[name=activity][value="trade-show"]').check();
  await page.locator('input[name=title]').fill('Spring trade show');
  await page.locator('input[name=executed_on]').fill('14/03/2024');
  await page.locator('input[name=declared]').fill('1200');
  await page.locator('form.card button.primary').click();
  await page.waitForURL(/\/claims\/[^/?]+\?done=/);
  return new URL(page.url()).pathname;
}

/// Makes a small file of a type, each with content of its own.
export function file(name) {
  const made = `${Date.now()}-${Math.random()}`;
  if (name.endsWith('.pdf')) {
    const text = `%PDF-1.4\n% ${made}\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`;
    return {name, mimeType: 'application/pdf', buffer: Buffer.from(text)};
  }
  return {name, mimeType: 'image/png', buffer: png(made)};
}

/// Draws a picture of one dot, with a remark of its own.
function png(remark) {
  const chunk = (type, data) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length, 0);
    head.write(type, 4, 'latin1');
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(zlib.crc32(Buffer.concat([head.subarray(4), data])) >>> 0, 0);
    return Buffer.concat([head, data, sum]);
  };
  const size = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', size),
    chunk('tEXt', Buffer.from(`Comment\0${remark}`, 'latin1')),
    chunk('IDAT', zlib.deflateSync(Buffer.from([0, 40, 90, 200]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
