// A browser, and people who are signed in with it.
import {AxeBuilder} from '@axe-core/playwright';
import {chromium} from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const launch = () => chromium.launch({executablePath, args});

/// Opens a page for somebody who is signed in; all that goes wrong in it is kept in `page.wrong`.
export async function open(browser, base, person, {width = 1280, height = 900, theme = 'light', lang = 'en', ...options} = {}) {
  const context = await browser.newContext({baseURL: base, viewport: {width, height}, colorScheme: theme, locale: lang, ...options});
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  page.wrong = [];
  page.on('pageerror', error => page.wrong.push(`error: ${error.message}`));
  page.on('console', message => {
    // A page that says what was refused has such a status, and the console says so.
    if (message.type() === 'error' && !message.text().includes('status of 4')) page.wrong.push(`console: ${message.text()}`);
  });
  page.on('request', request => {
    if (!request.url().startsWith(base) && !request.url().startsWith('data:')) page.wrong.push(`foreign: ${request.url()}`);
  });
  if (person) await signIn(page, person);
  return page;
}

export async function signIn(page, person) {
  await page.goto('/sign-in');
  await page.locator(`button[name=person][value="${person}"]`).click();
  await page.waitForLoadState();
}

/// Lists what axe finds against the guidelines. It looks at one page without frames, and nobody reads
/// what it found to be right.
export async function axe(page) {
  const builder = new AxeBuilder({page}).setLegacyMode(true).options({resultTypes: ['violations']});
  const found = await builder.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  return found.violations.map(of => `${of.id} (${of.nodes.length}): ${of.nodes[0].html.slice(0, 160)}`);
}

/// Lets somebody see pages in another language and theme from now on, and as wide as it says.
export async function asSeen(page, base, {lang, theme, width}) {
  const liked = {'claims-language': lang, 'claims-theme': theme};
  await page.context().addCookies(Object.entries(liked).map(([name, value]) => ({name, value, url: base})));
  await page.setViewportSize({width, height: 900});
}

/// Tells by how much a page scrolls sideways.
export const sideways = page => page.evaluate(() => Math.max(0, document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth));
