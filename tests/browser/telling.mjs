// The story of a claim, told through pages: whoever tells it, by whichever hands and in whichever
// language, sees the same figures.
import assert from 'node:assert/strict';
import {file} from './pages.mjs';
import {people} from './people.mjs';
import {daysFromToday, typed} from './words.mjs';

// The fund of the living claims as it stands when the story begins.
const EARNED = 16_750.50;
const LIVING = {reserved: 7_400, committed: 1_980, available: 7_370.50};

const EXECUTED = daysFromToday(-8);
const INVOICED = daysFromToday(-6);
const TODAY = daysFromToday(0);

const ANSWER = 'Signed by our director; ten hours were not ours';

/// From the short form to the payment, with a question in between and a line that is lowered.
export async function fromTheFormToThePayment(browser, base, how) {
  const [camille, yann, ines, marc, fay] = await people(browser, base, ['Camille', 'Yann', 'Ines', 'Marc', 'Fay'], how);
  const {words} = camille;
  const {amount, money} = words;
  let number;

  return {wrong: wrongOf([camille, yann, ines, marc, fay]), chapters: [
    ['Camille files a claim by the short form', async () => {
      await camille.seesFund(EARNED, LIVING);
      await camille.follow(camille.main('a[href="/claims/new"]'));
      await camille.hands.choose(camille.main('input[name=fund]').first());
      await camille.choose('activity', 'trade-show');
      await camille.fill('title', 'Salon de l’habitat, Rennes');
      await camille.fill('executed_on', typed(EXECUTED));
      await camille.fill('location', 'Rennes');
      await camille.fill('declared', amount(7350));
      await camille.follow(camille.main('form button.primary'));
      await camille.seesDone('claim-created');
      await camille.seesClaim('editing', 7350);
      await camille.sees(words.day(EXECUTED));
      [number] = (await camille.text('main .head')).match(/C-\d+/);
    }],
    ['she adds the invoice and the hours of her own people', async () => {
      await camille.follow(camille.main('a[href$="/documents/new"]').first());
      await camille.bring([file('stand-invoice.pdf'), file('staff-hours.pdf')]);
      const invoice = camille.sheet('stand-invoice.pdf');
      await camille.fill('supplier', 'Expo Ouest', invoice);
      await fillCost(camille, invoice, {number: '2026-0318', amount: 6200});
      const hours = camille.sheet('staff-hours.pdf');
      await camille.choose('kind', 'csr', hours);
      await fillCost(camille, hours, {number: 'CSR-07', amount: 1150});
      await camille.follow(camille.main('button[name=again]:not(.vh)'));
      await camille.sees(money(0), 'main dl.sum');
      await camille.follow(camille.main('button[name=attach]'));
      await camille.seesDone('documents-attached');
      await camille.sees(money(7350), '#docs');
    }],
    ['she asks Yann for photos', async () => {
      await camille.hands.unfold(camille.find('#colleagues summary'));
      await camille.fill('to', 'Yann');
      await camille.fill('what', 'Photos of our stand, please');
      await camille.fill('due', typed(daysFromToday(5)));
      await camille.follow(camille.find('form[action$="/contributions"] button'));
      await camille.sees('Photos of our stand, please', '#colleagues');
    }],
    ['without a proof the claim is refused, and the summary says why', async () => {
      const status = await camille.follow(camille.main('form[action$="/submissions"] button'));
      assert.equal(status, 422);
      await camille.seesRefusal(words.notSubmitted);
      await camille.seesRefusal(words.proofIsMissing);
      assert.match(await camille.main('[role=alert] li a').first().getAttribute('href'), /\/documents\/new$/);
      await camille.seesClaim('editing', 7350);
      await camille.seesFund(EARNED, LIVING);
    }],
    ['Yann brings proofs with notes, and comments the invoice', async () => {
      await yann.openClaim(number);
      await yann.sees('Photos of our stand, please');
      await yann.follow(yann.main('a[href$="/documents/new"]').first());
      await yann.bring([file('stand-photo.png'), file('show-agenda.pdf')]);
      const [photo, agenda] = [yann.sheet('stand-photo.png'), yann.sheet('show-agenda.pdf')];
      await yann.fill('note', 'Our stand on the opening day', photo);
      await yann.choose('kind', 'proof', agenda);
      await yann.fill('note', 'Agenda of the show; our talk is at 11:00', agenda);
      await yann.follow(yann.main('button[name=attach]'));
      await yann.seesDone('documents-attached');
      const invoice = yann.find('#docs li').filter({hasText: 'stand-invoice.pdf'});
      await yann.hands.unfold(invoice.locator('details summary'));
      await yann.fill('text', 'The invoice includes 200.00 for catering', invoice);
      await yann.follow(invoice.locator('form button'));
      await yann.seesDone('claim-commented');
      await yann.sees('The invoice includes 200.00 for catering', '#docs');
    }],
    ['Camille records how many came, submits, and the facts are locked', async () => {
      await camille.openClaim(number);
      await camille.sees('Our stand on the opening day', '#docs');
      const visitors = camille.find('form[action$="/metrics"]').filter({has: camille.page.locator('input[value="booth-visitors"]')});
      await camille.fill('value', '430', visitors);
      await camille.follow(visitors.locator('button'));
      await camille.seesDone('claim-metric-recorded');
      await camille.follow(camille.main('form[action$="/submissions"] button'));
      await camille.seesDone('claim-submitted');
      await camille.seesClaim('submitted', 7350);
      assert.equal(await camille.main('a[href$="/details"]').count(), 0);
      assert.equal(await camille.main('a[href$="/replace"]').count(), 0);
      await camille.page.goto(`/claims/${number}/details`);
      assert.equal(await camille.main('input[name=title]').count(), 0);
      await camille.seesFund(EARNED, {reserved: 14_750, committed: 1_980, available: 20.50});
    }],
    ['Ines starts the review and asks for a signed certificate', async () => {
      await startReview(ines, number);
      await ines.openClaim(number);
      await ines.seesClaim('underReview', 7350);
      await ines.sees('430');
      await ines.follow(ines.main('a[href$="/information-request"]'));
      const about = ines.main('select[name=about]');
      const certificate = await about.locator('option').filter({hasText: 'CSR-07'}).getAttribute('value');
      await ines.hands.select(about, certificate);
      await ines.fill('text', 'Please send the certification statement signed');
      await ines.follow(ines.main('form button.primary'));
      await ines.seesDone('info-requested');
      await ines.seesClaim('actionRequired', 7350);
    }],
    ['Camille replaces it, corrects the amount, answers and resubmits', async () => {
      await camille.goTo('/');
      await camille.follow(camille.main(`a.btn[href="/claims/${number}"]`));
      await camille.seesClaim('actionRequired', 7350);
      await camille.follow(camille.find('#items a[href$="/answer"]'));
      await camille.sees('Please send the certification statement signed');
      const answer = camille.main('textarea').first();
      await camille.hands.fill(answer, ANSWER);
      await camille.follow(camille.main('button[name=answering]').first());
      await camille.hands.files(camille.main('input[type=file]'), [file('staff-hours-signed.pdf')]);
      await fillCost(camille, camille.main('form'), {number: 'CSR-07', amount: 1000});
      await camille.follow(camille.main('form button.primary'));
      assert.equal(await answer.inputValue(), ANSWER, 'the answer came along');
      await camille.openClaim(number);
      await camille.sees('staff-hours-signed.pdf', '#docs');
      await camille.follow(camille.main('a[href$="/details"]').first());
      await camille.fill('declared', amount(7200));
      await camille.follow(camille.main('form button.primary'));
      await camille.seesDone('claim-edited');
      await camille.follow(camille.find('#items a[href$="/answer"]'));
      await camille.hands.fill(answer, ANSWER);
      await camille.follow(camille.main('form button.primary'));
      await camille.seesDone('answers-sent');
      await camille.seesClaim('submitted', 7200);
      await camille.seesFund(EARNED, {reserved: 14_600, committed: 1_980, available: 170.50});
    }],
    ['Ines sees the answer and what changed since the first round', async () => {
      await startReview(ines, number);
      await ines.openClaim(number);
      await ines.seesClaim('underReview', 7200);
      await ines.sees(ANSWER, '#items');
      await ines.sees(money(7350), '#diff');
      await ines.sees(money(7200), '#diff');
    }],
    ['Marc lowers a line with a reason, and confirms', async () => {
      await marc.openClaim(number);
      await marc.follow(marc.main('a[href$="/decision"]'));
      const line = marc.main('[role=group]').filter({hasText: '2026-0318'});
      await marc.fill('approved', amount(6000), line);
      const reasons = line.locator('select');
      await marc.hands.select(reasons, await reasons.locator('option').nth(1).getAttribute('value'));
      await marc.fill('explanation', '200.00 of catering is not covered', line);
      await marc.follow(marc.main('button[name=add-up]'));
      await marc.sees(money(7000), 'main button.primary.if-approve');
      await marc.follow(marc.main('button.primary.if-approve'));
      await marc.sees(money(7000), 'h1');
      await marc.sees(number, 'h1');
      await marc.follow(marc.main('form button.primary'));
      await marc.seesDone('claim-approved');
      await marc.seesClaim('approved', 7000);
      await camille.seesFund(EARNED, {reserved: 7_400, committed: 8_980, available: 370.50});
    }],
    ['Fay pays it', async () => {
      await pay(fay, number, {amount: 7000, reference: 'SEPA 118'});
      await fay.seesClaim('paid', 7000);
      await camille.seesFund(EARNED, {reserved: 7_400, committed: 1_980, paid: 7_000, available: 370.50});
      await camille.openClaim(number);
      await camille.seesClaim('paid', 7000);
      await camille.sees('200.00 of catering is not covered');
      await camille.sees(words.day(TODAY));
    }],
  ]};
}

/// A claim that is rejected, disputed, and approved after all.
export async function rejectedAndDisputed(browser, base, how) {
  const [ines, marc, paul] = await people(browser, base, ['Ines', 'Marc', 'Paul'], how);
  const {words: {money}} = marc;
  let number, before;

  return {wrong: wrongOf([ines, marc, paul]), chapters: [
    ['Marc rejects a claim with a reason, and confirms', async () => {
      before = (await paul.fund(EARNED)).figures;
      number = await numberOf(marc, 'Morning for installers, Nantes');
      await marc.openClaim(number);
      await marc.follow(marc.main('a[href$="/decision"]'));
      await marc.choose('decision', 'reject');
      await marc.choose('reason', 'proof_insufficient');
      await marc.fill('text', 'Nothing shows who came');
      await marc.follow(marc.main('button.primary.if-reject'));
      await marc.sees('Nothing shows who came');
      await marc.follow(marc.main('form button.primary'));
      await marc.seesDone('claim-rejected');
      await marc.seesClaim('rejected', 3250);
    }],
    ['Paul disputes it with a proof, and the money stays reserved', async () => {
      await paul.openClaim(number);
      await paul.sees('Nothing shows who came');
      await paul.follow(paul.main('a[href$="/dispute"]').first());
      await paul.bring([file('attendees.pdf')]);
      await paul.fill('note', 'Everybody who came signed here', paul.sheet('attendees.pdf'));
      await paul.fill('justification', 'The list of attendees has all 38 signatures');
      await paul.follow(paul.main('button[name=send]'));
      await paul.seesDone('claim-disputed');
      await paul.seesClaim('disputed', 3250);
      assert.deepEqual((await paul.fund(EARNED)).figures, before);
    }],
    ['Ines looks again, and Marc approves it in full', async () => {
      await startReview(ines, number, '/review?view=disputes');
      await ines.openClaim(number);
      await ines.sees('Everybody who came signed here');
      await marc.openClaim(number);
      await marc.follow(marc.main('a[href$="/decision"]'));
      await marc.follow(marc.main('button.primary.if-approve'));
      await marc.sees(money(3250), 'h1');
      await marc.follow(marc.main('form button.primary'));
      await marc.seesDone('claim-approved');
      await marc.seesClaim('approved', 3250);
    }],
  ]};
}

/// A payment that comes back and is made once more.
export async function paidAndPaidAgain(browser, base, how) {
  const [fay, camille] = await people(browser, base, ['Fay', 'Camille'], how);
  const {words: {money}} = fay;
  let number;

  return {wrong: wrongOf([fay, camille]), chapters: [
    ['Fay pays an approved claim', async () => {
      number = await numberOf(fay, 'Letter to 600 architects');
      await pay(fay, number, {amount: 1980, reference: 'SEPA 119'});
      await fay.seesClaim('paid', 1980);
    }],
    ['the bank sends it back, and the claim waits to be paid again', async () => {
      await fay.follow(fay.main('a[href$="/reversal"]'));
      await fay.sees('SEPA 119');
      await fay.fill('text', 'The account is closed');
      await fay.follow(fay.main('form button.primary'));
      await fay.seesDone('payment-reversed');
      await fay.seesClaim('approved', 1980);
      await camille.openClaim(number);
      await camille.seesClaim('approved', 1980);
    }],
    ['she pays it once more, and both payments are told', async () => {
      await pay(fay, number, {amount: 1980, reference: 'SEPA 120'});
      await fay.seesClaim('paid', 1980);
      await camille.openClaim(number);
      await camille.seesClaim('paid', 1980);
      for (const reference of ['SEPA 119', 'SEPA 120']) await camille.sees(reference);
      await camille.sees('The account is closed');
      await camille.sees(money(1980));
    }],
  ]};
}

async function fillCost(person, sheet, {number, amount}) {
  const typedAmount = person.words.amount(amount);
  await person.fill('number', number, sheet);
  await person.fill('dated', typed(INVOICED), sheet);
  await person.fill('total', typedAmount, sheet);
  await person.fill('claimed', typedAmount, sheet);
}

/// Starts the review of a claim from the queue, where it waits.
async function startReview(reviewer, number, view) {
  await reviewer.goTo('/review');
  if (view) await reviewer.follow(reviewer.main(`nav a[href="${view}"]`));
  await reviewer.follow(reviewer.main(`form[action="/claims/${number}/review"] button`));
  await reviewer.seesDone('claim-review-started');
}

/// Pays what is left of a claim, from the queue of those to be paid.
async function pay(finance, number, {amount, reference}) {
  await finance.goTo('/review');
  await finance.follow(finance.main('nav a[href="/review?view=pay"]'));
  await finance.follow(finance.main(`a[href="/claims/${number}/payment"]`));
  assert.equal(await finance.main('input[name=amount]').inputValue(), finance.words.amount(amount).replace(/ /g, '\u202f'));
  await finance.fill('reference', reference);
  await finance.fill('value_date', typed(TODAY));
  await finance.follow(finance.main('form button.primary'));
  await finance.seesDone('payment-recorded');
}

/// Finds the number of a claim in the list by its title.
async function numberOf(person, title) {
  await person.goTo('/claims');
  const href = await person.main('a').filter({hasText: title}).first().getAttribute('href');
  return href.split('/').at(-1);
}

/// Gives what went wrong in the pages of all of them.
const wrongOf = all => () => all.flatMap(person => person.page.wrong.map(what => `${person.name}: ${what}`));
