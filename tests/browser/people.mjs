// Somebody at their desk: a page, the hands they work it with, and the language they read.
import assert from 'node:assert/strict';
import {open} from './browser.mjs';
import {mouse} from './hands.mjs';
import {en, read} from './words.mjs';

export class Person {
  constructor(name, page, {hands, words, hasScripts}) {
    Object.assign(this, {name, page, hands, words, hasScripts});
  }

  /// Opens the address that the command prints, and signs in as one of the people there.
  static async comes(browser, base, name, {hands = mouse, words = en, hasScripts = true, ...options} = {}) {
    const page = await open(browser, base, null, {lang: words.lang, javaScriptEnabled: hasScripts, ...options});
    const person = new Person(name, page, {hands, words, hasScripts});
    await page.goto('/sign-in');
    await person.follow(page.locator(`button[name=person][value="${name}"]`));
    return person;
  }

  find(selector, options) {
    return this.page.locator(selector, options);
  }

  main(selector, options) {
    return this.page.locator('main').locator(selector, options);
  }

  /// Presses a link or a button and waits for the page that it leads to; gives its status.
  async follow(target) {
    return this.through(() => this.hands.press(target));
  }

  /// Does something that leads to another page, and waits for that; gives its status.
  async through(act) {
    const isPage = answer => answer.request().isNavigationRequest() && !(answer.status() >= 300 && answer.status() < 400);
    const answered = this.page.waitForResponse(isPage, {timeout: 30_000});
    const loaded = this.page.waitForEvent('load', {timeout: 30_000});
    // What goes wrong in the act is what went wrong.
    for (const awaited of [answered, loaded]) awaited.catch(() => {});
    await act();
    const [answer] = await Promise.all([answered, loaded]);
    return answer.status();
  }

  /// Follows an entry of the navigation.
  async goTo(path) {
    await this.follow(this.find(`header nav a[href="${path}"]`));
  }

  /// Opens a claim from the list of claims.
  async openClaim(number) {
    await this.goTo('/claims');
    await this.follow(this.main(`a[href="/claims/${number}"]`).first());
  }

  /// Types into the field of a name.
  async fill(name, text, within = this.find('main')) {
    await this.hands.fill(within.locator(`input[name^="${name}"]:not([type=hidden]), textarea[name^="${name}"]`).first(), text);
  }

  /// Chooses among the radio buttons, or ticks the box, of a name.
  async choose(name, value, within = this.find('main')) {
    await this.hands.choose(within.locator(`input[name^="${name}"][value="${value}"]`));
  }

  async select(name, value, within = this.find('main')) {
    await this.hands.select(within.locator(`select[name^="${name}"]`).first(), value);
  }

  /// Brings files into a form that sends each as soon as it is chosen, or by its button.
  async bring(files) {
    const choose = () => this.hands.files(this.main('input[type=file]'), files);
    if (this.hasScripts) return this.through(choose);
    await choose();
    await this.follow(this.main('button[name=add]'));
  }

  /// The sheet on which one says what a file is.
  sheet(file) {
    return this.main('li:has(input[name=upload])').filter({hasText: file});
  }

  async text(selector = 'main') {
    return read(this.find(selector).first());
  }

  /// Fails unless the page says something.
  async sees(text, selector = 'main') {
    const said = await this.text(selector);
    assert.ok(text instanceof RegExp ? text.test(said) : said.includes(text), `${this.name} does not see ${text} in:\n${said.slice(0, 3000)}`);
  }

  async doesNotSee(text, selector = 'main') {
    const said = await this.text(selector);
    assert.ok(!said.includes(text), `${this.name} sees ${text} in:\n${said.slice(0, 3000)}`);
  }

  /// Fails unless the claim that is open stands so, with such an amount above it.
  async seesClaim(status, amount) {
    assert.equal(await this.text('main .chip'), this.words.status[status]);
    if (amount !== undefined) await this.sees(this.words.money(amount), 'main .head');
  }

  /// Fails unless the page says that something was done just now.
  async seesDone(what) {
    assert.equal(new URL(this.page.url()).searchParams.get('done'), what, await this.text());
    assert.notEqual(await this.text('main [role=status]'), '');
  }

  /// Fails unless a refusal is what one reads first; what is wrong leads to where it is mended.
  async seesRefusal(text) {
    await this.sees(text, 'main [role=alert]');
    if (this.hasScripts) assert.equal(await this.page.evaluate(() => document.activeElement.getAttribute('role')), 'alert', 'the summary has the focus');
  }

  /// Gives what the overview says of a fund that is told by what was earned for it.
  async fund(earned) {
    await this.goTo('/');
    const fund = this.main('section').filter({has: this.page.locator('svg.bar')}).filter({hasText: new RegExp(this.words.money(earned).replace(/[.€]/g, '\\$&').replace(/ /g, '\\s'))});
    const names = await fund.locator('table thead th').allInnerTexts();
    const amounts = await fund.locator('table tbody td').allInnerTexts();
    const plain = text => text.replace(/\s+/g, ' ').trim();
    const figures = Object.fromEntries(names.map((name, at) => [plain(name), plain(amounts[at])]));
    return {figures, bar: await fund.locator('svg.bar').first().getAttribute('aria-label')};
  }

  /// Fails unless the fund stands so; what is not named is nothing.
  async seesFund(earned, stands) {
    const {figures, bar} = await this.fund(earned);
    for (const [account, name] of Object.entries(this.words.account)) {
      assert.equal(figures[name], this.words.money(stands[account] ?? 0), `${account} of the fund: ${JSON.stringify(figures)}`);
      assert.equal(bar.includes(name), Boolean(stands[account]), `${account} in the bar: ${bar}`);
    }
  }
}

/// Lets several people come.
export async function people(browser, base, names, how) {
  const come = [];
  for (const name of names) come.push(await Person.comes(browser, base, name, how));
  return come;
}

/// Tells chapters in their order; after one that failed, the others say nothing.
export async function chapters(t, told) {
  for (const [name, chapter] of told) {
    let isTold = false;
    await t.test(name, async () => {
      await chapter();
      isTold = true;
    });
    if (!isTold) return;
  }
}
