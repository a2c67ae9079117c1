// The pages of a partner, of a colleague whom they ask, and of whoever comes without a name: a line
// each for what they look like in every state that the demonstration has, or that is made here.
import {editing, file} from '../pages.mjs';

// The claims of the demonstration, by their titles.
const TITLES = {
  editing: 'Salon of energy, Brest',
  submitted: 'Banners for heat pumps',
  reviewed: 'Morning for installers, Nantes',
  asked: 'Half a page in Batir Ouest',
  rejected: 'Certification exam of one engineer',
  approved: 'Letter to 600 architects',
  paid: 'Salon de l\'habitat, Rennes',
  disputed: 'Spring campaign for workplace servers',
  expired: 'Certification exams of two engineers',
};

/// Gives the path of a claim of the demonstration.
const claim = state => async page => {
  await page.goto(`/claims?q=${encodeURIComponent(TITLES[state])}`);
  return new URL(await page.locator('main table a[href^="/claims/C-"]').first().getAttribute('href'), page.url()).pathname;
};

/// Gives the path of a page below a claim.
const below = (state, rest) => async page => `${await claim(state)(page)}/${rest}`;

/// Gives the path of a page of a document: of a cost document if there is one.
const ofDocument = (state, what) => async page => {
  await page.goto(await claim(state)(page));
  return page.locator(`main a[href$="/${what}"]`).first().getAttribute('href');
};

/// Sends the form of a page as it is, with what is typed.
async function send(page, path, typed = {}, button = 'main form .btn.primary') {
  await page.goto(typeof path === 'function' ? await path(page) : path);
  for (const [name, value] of Object.entries(typed)) await page.locator(`[name="${name}"]`).first().fill(value);
  await page.locator(button).last().click();
  await page.waitForLoadState();
}

/// Lets somebody else change a claim between the making of a page and its sending.
async function overtaken(page) {
  const path = await ofDocument('editing', 'note')(page);
  await page.goto(path);
  await page.locator('textarea[name=note]').fill('A note that is typed while somebody else is faster.');
  const other = await page.context().newPage();
  await other.goto(path.replace(/\/documents\/.*/, ''));
  await other.locator('form[action$="/comments"] textarea').last().fill('Page 2 includes catering.');
  await other.locator('form[action$="/comments"] button').last().click();
  await other.waitForLoadState();
  await other.close();
  await page.locator('main form .btn.primary').click();
  await page.locator('[role=alert]').waitFor();
}

export const PARTNER = [
  {name: 'sign-in', path: '/sign-in'},
  {name: 'join', path: '/join?token=not-a-token'},
  {name: 'overview-past', person: 'Camille', path: '/?as_of_position=49'},
  {name: 'claims-filtered', person: 'Camille', path: '/claims?status=paid&q=salon'},
  {name: 'claims-none', person: 'Camille', path: '/claims?status=disputed&q=nothing-like-it'},
  {name: 'new-claim-error', person: 'Camille', go: page => send(page, '/claims/new', {declared: '12,345.678'}, 'form.card button.primary')},
  {name: 'claim-editing', person: 'Camille', path: claim('editing')},
  {name: 'claim-editing-new', person: 'Camille', path: editing},
  {name: 'claim-editing-refused', person: 'Camille', go: async page => send(page, await editing(page), {}, 'form[action$="/submissions"] button')},
  {name: 'claim-submitted', person: 'Camille', path: claim('submitted')},
  {name: 'claim-under-review', person: 'Camille', path: claim('reviewed')},
  {name: 'claim-action-required', person: 'Camille', path: claim('asked')},
  {name: 'claim-approved', person: 'Camille', path: claim('approved')},
  {name: 'claim-rejected', person: 'Paul', path: claim('rejected')},
  {name: 'claim-disputed', person: 'Camille', path: async page => `${await claim('disputed')(page)}?as_of_position=52`},
  {name: 'claim-paid', person: 'Camille', path: claim('paid')},
  {name: 'claim-expired', person: 'Camille', path: claim('expired')},
  {name: 'claim-cancelled', person: 'Camille', go: async page => send(page, `${await editing(page)}/cancellation`, {why: 'The show was called off.'}, 'main form .btn.danger')},
  {name: 'claim-past', person: 'Camille', path: async page => `${await claim('paid')(page)}?as_of_position=20`},
  {name: 'claim-details', person: 'Camille', path: below('editing', 'details')},
  {name: 'claim-details-error', person: 'Camille', go: async page => send(page, below('editing', 'details'), {title: '', executed_on: '31/02/2026'})},
  {name: 'claim-cancel', person: 'Camille', path: below('editing', 'cancellation')},
  {name: 'claim-history', person: 'Camille', go: async page => {
    await page.goto(await claim('paid')(page));
    await page.evaluate(() => document.querySelectorAll('#history details').forEach((part, n) => { part.open = n < 4; }));
  }},
  {name: 'claim-replies', person: 'Camille', go: async page => {
    await page.goto(await claim('editing')(page));
    await page.evaluate(() => document.querySelectorAll('details.cmt').forEach(part => { part.open = true; }));
  }},
  {name: 'document-note', person: 'Camille', path: ofDocument('editing', 'note')},
  {name: 'document-note-error', person: 'Camille', go: page => send(page, ofDocument('editing', 'note'), {note: ''})},
  {name: 'document-note-overtaken', person: 'Camille', go: overtaken},
  {name: 'document-remove', person: 'Camille', path: ofDocument('editing', 'remove')},
  {name: 'document-replace', person: 'Camille', path: ofDocument('editing', 'replace')},
  {name: 'documents-errors', person: 'Camille', go: async page => {
    await page.goto(`${await editing(page)}/documents/new`);
    await page.locator('input[type=file]').setInputFiles([file('invoice.pdf'), file('photo.png')]);
    await page.locator('button[name=attach]').click();
    await page.locator('[role=alert]').waitFor();
  }},
  {name: 'answer', person: 'Camille', path: below('asked', 'answer')},
  {name: 'answer-error', person: 'Camille', go: page => send(page, below('asked', 'answer'))},
  {name: 'dispute', person: 'Paul', path: below('rejected', 'dispute')},
  {name: 'dispute-error', person: 'Paul', go: page => send(page, below('rejected', 'dispute'), {}, 'main form button[name=send]')},
  {name: 'acceptance', person: 'Paul', path: below('rejected', 'acceptance')},
  {name: 'dossier', person: 'Camille', path: below('paid', 'dossier')},
  {name: 'contributor', person: 'Yann', path: '/'},
  {name: 'contributor-claim', person: 'Yann', path: async page => {
    await page.goto('/claims');
    return page.locator('main table a[href^="/claims/C-"]').first().getAttribute('href');
  }},
  {name: 'not-found', person: 'Camille', path: '/claims/C-99999'},
  {name: 'not-allowed', person: 'Yann', path: '/operations'},
  {name: 'help', person: 'Camille', path: '/help'},
  {name: 'help-stranger', path: '/help'},
  {name: 'accessibility', path: '/accessibility'},
  {name: 'claims-dense', person: 'Camille', go: async page => {
    for (;;) {
      await page.goto('/claims?limit=25');
      if (await page.locator('main tbody tr').count() >= 22) return;
      await editing(page);
    }
  }},
];
