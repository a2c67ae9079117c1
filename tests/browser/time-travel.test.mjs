// An earlier point in time: what was known then, what is known now, and nothing that can be changed.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {launch} from './browser.mjs';
import {demo} from './demo.mjs';
import {keyboard} from './hands.mjs';
import {Person} from './people.mjs';
import {daysFromToday, fr, read} from './words.mjs';

let served, browser;
before(async () => { served = await demo(); browser = await launch(); });
after(async () => { await browser?.close(); await served?.stop(); });

// When the campaign had been approved after its dispute, the exams had been submitted, and nothing of
// the fund was left. The ledger of a demonstration records all of it on the day that it is told.
const THEN = 50;
const RECORDED = daysFromToday(0);

/// Goes to a point in time as one does on any page.
async function goBackInTime(person, position) {
  const tool = person.find('details.asof');
  await person.hands.unfold(tool.locator('summary'));
  await person.fill('as_of_position', String(position), tool);
  await person.follow(tool.locator('button'));
}

/// Gives the rows of the figures then and now, by the name of the account.
async function thenAndNow(person, earned) {
  const fund = person.main('section').filter({has: person.page.locator('table.diff')}).filter({hasText: earned});
  const rows = await fund.locator('table.diff tbody tr').all();
  const entries = [];
  for (const row of rows) {
    const cells = [];
    for (const cell of await row.locator('td').all()) cells.push((await read(cell)).replace(/^(Then|Now|Difference) /, ''));
    entries.push([await read(row.locator('th')), cells]);
  }
  return Object.fromEntries(entries);
}

for (const [name, hands] of [['mouse', undefined], ['keyboard', keyboard]]) {
  test(`the overview of an earlier day shows what was known then beside what is known now, by ${name}`, async () => {
    const camille = await Person.comes(browser, served.base, 'Camille', {hands});
    await goBackInTime(camille, THEN);
    await camille.sees(`You are looking at ${camille.words.day(RECORDED)}`, '.past');
    await camille.sees('Ledger position 50. Nothing can be changed here.', '.past');
    assert.deepEqual(await thenAndNow(camille, '18,000.00'), {
      Earned: ['€18,000.00', '€18,000.00', 'same'],
      Paid: ['€7,000.00', '€16,900.00', '+€9,900.00'],
      Committed: ['€9,900.00', '€0.00', '−€9,900.00'],
      Reserved: ['€1,100.00', '€0.00', '−€1,100.00'],
      Available: ['€0.00', '€0.00', 'same'],
      Expired: ['€0.00', '€1,100.00', '+€1,100.00'],
    });
    await camille.follow(camille.find('.past a.solid'));
    assert.equal(await camille.find('.past').count(), 0);
    assert.deepEqual(camille.page.wrong, []);
  });
}

test('nothing can be done on any page of an earlier point in time', async () => {
  for (const [name, paths] of Object.entries({
    Camille: ['/', '/claims', '/claims/C-7', '/claims/C-34', '/funds'],
    Ines: ['/', '/review', '/claims/C-34'],
    Marc: ['/claims/C-34'],
    Fay: ['/', '/payments', '/funds', '/claims/C-30'],
  })) {
    const person = await Person.comes(browser, served.base, name);
    for (const path of paths) {
      const answer = await person.page.goto(`${path}?as_of_position=50`);
      assert.equal(answer.status(), 200, path);
      assert.equal(await person.find('.past').count(), 1, path);
      const acts = await person.main('form[method=post], a[href$="/new"], a[href$="/decision"], a[href$="/payment"], a[href$="/details"], a[href$="/reversal"]').count();
      assert.equal(acts, 0, `${name} can act on ${path}`);
    }
    await person.page.context().close();
  }
});

test('a claim is shown as it was, and nothing that came later', async () => {
  const camille = await Person.comes(browser, served.base, 'Camille');
  await camille.page.goto('/claims/C-7?as_of_position=23');
  await camille.seesClaim('submitted', 7200);
  await camille.sees('submitted', '#history');
  await camille.doesNotSee('approved', '#history');
  await camille.doesNotSee('7,000.00');
  await camille.follow(camille.find('.past a.solid'));
  await camille.seesClaim('paid', 7000);
});

test('the slider leads to the next event by an arrow, and the strip to the one before', async () => {
  const camille = await Person.comes(browser, served.base, 'Camille', {hands: keyboard});
  await camille.page.goto('/?as_of_position=50');
  const slider = camille.main('input[type=range]');
  await slider.focus();
  await camille.through(() => camille.page.keyboard.press('ArrowRight'));
  assert.equal(new URL(camille.page.url()).searchParams.get('as_of_position'), '51');
  await camille.sees('Position 51 is shown.');
  await camille.follow(camille.find('.past a').first());
  await camille.sees('Ledger position 50', '.past');
});

test('without scripts the slider leads there by its button', async () => {
  const camille = await Person.comes(browser, served.base, 'Camille', {hasScripts: false});
  await camille.page.goto('/?as_of_position=50');
  await camille.main('input[type=range]').press('ArrowLeft');
  await camille.follow(camille.main('form.scrub button'));
  await camille.sees('Ledger position 49', '.past');
});

test('a day before the first event, or that has not come, is refused in one sentence', async () => {
  const camille = await Person.comes(browser, served.base, 'Camille');
  for (const [day, why] of [['01/01/2100', 'This point in time has not come yet.'], ['14/03/1999', 'The ledger begins later than this point in time.']]) {
    const answer = await camille.page.goto(`/?as_of_date=${day}`);
    assert.equal(answer.status(), 400, day);
    await camille.sees(why);
  }
});

test('a French reader types and reads the same in French', async () => {
  const camille = await Person.comes(browser, served.base, 'Camille', {words: fr});
  await goBackInTime(camille, THEN);
  await camille.sees(`Vous regardez le ${fr.day(RECORDED)}`, '.past');
  await camille.sees('16 900,00 €');
});
