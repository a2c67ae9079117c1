// Two people on one claim at once, and one person who presses twice, goes back or is signed out.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {launch} from './browser.mjs';
import {demo} from './demo.mjs';
import {file} from './pages.mjs';
import {Person, people} from './people.mjs';
import {daysFromToday, typed} from './words.mjs';

let served, browser;
before(async () => { served = await demo(); browser = await launch(); });
after(async () => { await browser?.close(); await served?.stop(); });

/// Fills the short form of a claim, and does not send it.
async function fillClaim(person, title) {
  await person.page.goto('/claims/new');
  await person.hands.choose(person.main('input[name=fund]').first());
  await person.choose('activity', 'trade-show');
  await person.fill('title', title);
  await person.fill('executed_on', typed(daysFromToday(-8)));
  await person.fill('declared', '120.00');
}

/// Files a claim; gives its address.
async function filed(person, title) {
  await fillClaim(person, title);
  await person.follow(person.main('form button.primary'));
  return new URL(person.page.url()).pathname;
}

/// Counts the claims of a title.
async function claimsOf(person, title) {
  await person.page.goto('/claims');
  return person.main('table a').filter({hasText: title}).count();
}

test('a stale form says who changed what meanwhile, and keeps what was typed', async () => {
  const [camille, paul] = await people(browser, served.base, ['Camille', 'Paul']);
  const claim = await filed(camille, 'A stand in Vannes');
  await camille.page.goto(`${claim}/details`);
  await camille.fill('title', 'A stand in Vannes, both days');

  await paul.page.goto(`${claim}/details`);
  await paul.fill('location', 'Vannes');
  await paul.follow(paul.main('form button.primary'));
  await paul.seesDone('claim-edited');

  assert.equal(await camille.follow(camille.main('form button.primary')), 409);
  await camille.seesRefusal(camille.words.overtaken('Paul'));
  const meanwhile = camille.main('section').filter({hasText: 'What changed meanwhile'});
  assert.match(await meanwhile.innerText(), /Paul[^]*Vannes/);
  assert.equal(await camille.main('input[name=title]').inputValue(), 'A stand in Vannes, both days');
  assert.equal(await camille.follow(camille.main('form button.primary')), 200);
  await camille.seesDone('claim-edited');
  await camille.sees('A stand in Vannes, both days', 'h1');
});

test('what was not touched in a stale form stays as the other person left it', async () => {
  const [camille, paul] = await people(browser, served.base, ['Camille', 'Paul']);
  const claim = await filed(camille, 'A stand in Quimper');
  await camille.page.goto(`${claim}/details`);
  await camille.fill('title', 'A stand in Quimper, both days');
  await paul.page.goto(`${claim}/details`);
  await paul.fill('declared', '95.00');
  await paul.follow(paul.main('form button.primary'));
  await camille.follow(camille.main('form button.primary'));
  await camille.follow(camille.main('form button.primary'));
  await camille.seesDone('claim-edited');
  await camille.seesClaim('editing', 95);
});

test('a claim that a colleague adds to is not submitted unseen', async () => {
  const [camille, paul] = await people(browser, served.base, ['Camille', 'Paul']);
  const claim = await filed(camille, 'A stand in Lorient');
  await paul.page.goto(`${claim}/documents/new`);
  await paul.bring([file('photo.png')]);
  await paul.fill('note', 'Our stand');
  await paul.follow(paul.main('button[name=attach]'));

  assert.equal(await camille.follow(camille.main('form[action$="/submissions"] button')), 409);
  await camille.seesRefusal(camille.words.overtaken('Paul'));
  await camille.sees('Our stand', '#docs');
  await camille.seesClaim('editing');
});

for (const hasScripts of [true, false]) {
  test(`a button that is pressed twice has one effect${hasScripts ? '' : ', without scripts too'}`, async () => {
    const title = `A stand in Saint-Malo ${hasScripts}`;
    const camille = await Person.comes(browser, served.base, 'Camille', {hasScripts});
    await fillClaim(camille, title);
    await camille.through(() => camille.main('form button.primary').dblclick());
    await camille.page.waitForURL(/done=claim-created/);
    assert.equal(await claimsOf(camille, title), 1);
  });
}

test('who goes back after a command sees how things stand, not how they stood', async () => {
  const ines = await Person.comes(browser, served.base, 'Ines');
  await ines.page.goto('/review');
  const start = ines.main('form[action$="/review"] button').first();
  const action = await ines.main('form[action$="/review"]').first().getAttribute('action');
  await ines.follow(start);
  await ines.seesDone('claim-review-started');
  await ines.page.goBack();
  assert.equal(await ines.main(`form[action="${action}"]`).filter({hasText: 'Start review'}).count(), 0);
});

test('who goes back to the form of a payment does not pay twice', async () => {
  const fay = await Person.comes(browser, served.base, 'Fay');
  await fay.page.goto('/review?view=pay');
  const claim = await fay.main('tbody tr').filter({hasText: 'Letter to 600 architects'}).locator('a[href$="/payment"]').getAttribute('href');
  await fay.follow(fay.main(`a[href="${claim}"]`));
  await fay.fill('reference', 'SEPA 121');
  await fay.fill('value_date', typed(daysFromToday(0)));
  await fay.follow(fay.main('form button.primary'));
  await fay.seesDone('payment-recorded');
  await fay.page.goBack();
  assert.equal(await fay.main('input[name=reference]').count(), 0, 'there is nothing left to pay');
  await fay.page.goto('/payments');
  assert.equal(await fay.main('tbody tr').filter({hasText: 'SEPA 121'}).count(), 1);
});

/// Ends the session in another tab.
async function signOutElsewhere(person) {
  const other = await person.page.context().newPage();
  await other.goto('/');
  await other.locator('details.me summary').click();
  await other.locator('form[action="/sign-out"] button').click();
  await other.waitForURL(/sign-in/);
  await other.close();
}

/// Signs in again in the tab that the page opens for it.
async function signInBeside(person) {
  const opened = person.page.waitForEvent('popup');
  await person.main('a[target=_blank]').click();
  const tab = await opened;
  await tab.locator(`button[name=person][value=${person.name}]`).click();
  await tab.waitForURL(/\/$/);
  await tab.close();
}

test('a session that ended keeps what was typed until one has signed in again', async () => {
  const camille = await Person.comes(browser, served.base, 'Camille');
  const claim = await filed(camille, 'A stand in Auray');
  await camille.page.goto(claim);
  await camille.fill('text', 'The stand was near the door', camille.find('#comments'));
  await signOutElsewhere(camille);
  assert.equal(await camille.follow(camille.find('#comments form button')), 401);
  await camille.sees('Nothing was recorded');
  await camille.sees('All that you typed is kept');
  await signInBeside(camille);
  await camille.follow(camille.main('form button'));
  await camille.seesDone('claim-commented');
  assert.equal(await camille.find('#comments .said').filter({hasText: 'The stand was near the door'}).count(), 1);
});

test('a session that ended keeps what was said of files that were brought', async () => {
  const camille = await Person.comes(browser, served.base, 'Camille');
  const claim = await filed(camille, 'A stand in Vitré');
  await camille.page.goto(`${claim}/documents/new`);
  await camille.bring([file('photo.png')]);
  await camille.fill('note', 'Our stand, seen from the entrance');
  await signOutElsewhere(camille);
  assert.equal(await camille.follow(camille.main('button[name=attach]')), 401);
  await camille.sees('All that you typed is kept');
  await signInBeside(camille);
  await camille.follow(camille.main('form button'));
  await camille.seesDone('documents-attached');
  await camille.sees('Our stand, seen from the entrance', '#docs');
});
