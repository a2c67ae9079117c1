// The pages of a vendor: its reviewer Ines, its approver Marc, Fay who pays, and Ada who runs the
// programme; a line each for what they look like in every state that the demonstration has.

// The claims of the demonstration, by their titles.
const TITLES = {
  submitted: 'Banners for heat pumps',
  reviewed: 'Morning for installers, Nantes',
  asked: 'Half a page in Batir Ouest',
  approved: 'Letter to 600 architects',
  paid: 'Salon de l\'habitat, Rennes',
  disputed: 'Spring campaign for workplace servers',
};

/// Gives the path of a claim of the demonstration, and of a page below it.
const claim = (state, rest = '') => async page => {
  await page.goto(`/claims?q=${encodeURIComponent(TITLES[state])}`);
  const href = await page.locator('main table a[href^="/claims/C-"]').first().getAttribute('href');
  return new URL(href, page.url()).pathname + rest;
};

/// Gives the path of the reversal of a payment.
const reversal = async page => {
  await page.goto(await claim('paid')(page));
  return page.locator('main a[href$="/reversal"]').first().getAttribute('href');
};

/// Gives the path of a fund of the story, or of one that is open, and of a page below it.
const fund = (which, rest = '') => async page => {
  await page.goto('/funds');
  const links = page.locator('main a[href^="/funds/fund_"]');
  const href = await (which === 'story' ? links.last() : links.first()).getAttribute('href');
  return new URL(href, page.url()).pathname + rest;
};

/// Gives the path of the programme, and of a page below it.
const programme = (rest = '') => async page => {
  await page.goto('/programmes');
  const href = await page.locator('main a[href^="/programmes/"]').first().getAttribute('href');
  return new URL(href, page.url()).pathname + rest;
};

/// Goes to a form, types into it and presses a button; whatever comes of it is the page.
const send = (path, typed = {}, button = 'main form .btn.primary') => async page => {
  await page.goto(typeof path === 'function' ? await path(page) : path);
  for (const [name, value] of Object.entries(typed)) {
    const field = page.locator(`[name="${name}"]`);
    const first = field.first();
    const type = await first.getAttribute('type');
    const tag = await first.evaluate(element => element.localName);
    if (type === 'radio') await page.locator(`[name="${name}"][value="${value}"]`).check();
    else if (tag === 'select') await first.selectOption(value);
    else await first.fill(value);
  }
  await page.locator(button).first().click();
  await page.waitForLoadState();
};

/// Ticks all that can be paid, and goes to the run's page.
const run = async page => {
  await page.goto('/review?view=pay');
  for (const box of await page.locator('main td.pick input').all()) await box.check();
  await page.locator('.runbar .btn.primary').click();
  await page.waitForLoadState();
};

export const VENDOR = [
  {name: 'vendor-overview-approver', person: 'Marc', path: '/'},
  {name: 'vendor-overview-finance', person: 'Fay', path: '/'},
  {name: 'vendor-overview-past', person: 'Ines', path: '/?as_of_position=49'},
  {name: 'review-waiting', person: 'Ines', path: '/review'},
  {name: 'review-mine', person: 'Ines', path: '/review?view=mine'},
  {name: 'review-partner', person: 'Ines', path: '/review?view=partner'},
  {name: 'review-disputes', person: 'Ines', path: '/review?view=disputes'},
  {name: 'review-past', person: 'Ines', path: '/review?as_of_position=30'},
  {name: 'review-pay', person: 'Fay', path: '/review?view=pay'},
  {name: 'review-run', person: 'Fay', go: run},
  {name: 'review-run-error', person: 'Fay', go: async page => {
    await run(page);
    await page.locator('main form .btn.primary').first().click();
    await page.waitForLoadState();
  }},
  {name: 'reviewer-claim-submitted', person: 'Ines', path: claim('submitted')},
  {name: 'reviewer-claim', person: 'Ines', path: claim('reviewed')},
  {name: 'reviewer-claim-asked', person: 'Ines', path: claim('asked')},
  {name: 'reviewer-claim-answered', person: 'Ines', path: async page => `${await claim('paid')(page)}?as_of_position=30`},
  {name: 'approver-claim', person: 'Marc', path: claim('reviewed')},
  {name: 'finance-claim', person: 'Fay', path: claim('approved')},
  {name: 'finance-claim-paid', person: 'Fay', path: claim('paid')},
  {name: 'request', person: 'Ines', path: claim('reviewed', '/information-request')},
  {name: 'request-error', person: 'Ines', go: send(claim('reviewed', '/information-request'))},
  {name: 'decision', person: 'Marc', path: claim('reviewed', '/decision')},
  {name: 'decision-reject', person: 'Marc', path: claim('reviewed', '/decision?decision=reject')},
  {name: 'decision-confirm', person: 'Marc', go: send(claim('reviewed', '/decision'))},
  {name: 'extension', person: 'Ada', path: claim('asked', '/extension')},
  {name: 'payment', person: 'Fay', path: claim('approved', '/payment')},
  {name: 'payment-error', person: 'Fay', go: send(claim('approved', '/payment'), {amount: '99,999.99'})},
  {name: 'payment-reversal', person: 'Fay', path: reversal},
  {name: 'payments', person: 'Fay', path: '/payments'},
  {name: 'funds', person: 'Fay', path: '/funds'},
  {name: 'fund', person: 'Fay', path: fund('story')},
  {name: 'fund-open', person: 'Fay', path: fund('open')},
  {name: 'fund-past', person: 'Fay', path: async page => `${await fund('story')(page)}?as_of_position=30`},
  {name: 'fund-earning', person: 'Fay', path: fund('open', '/earning')},
  {name: 'fund-earning-error', person: 'Fay', go: send(fund('open', '/earning'), {amount: '12,345.678'})},
  {name: 'fund-adjustment', person: 'Fay', go: send(fund('open', '/adjustment'), {way: 'take', amount: '1,200'}, 'button[name=preview]')},
  {name: 'fund-rollover', person: 'Fay', path: fund('open', '/rollover')},
  {name: 'fund-new', person: 'Ada', path: '/funds/new'},
  {name: 'programmes', person: 'Ada', path: '/programmes'},
  {name: 'programme', person: 'Ada', path: programme()},
  {name: 'programme-edit', person: 'Ada', path: programme('/versions/new')},
  {name: 'members', person: 'Ada', path: '/members'},
  {name: 'profile', person: 'Ines', path: '/profile'},
];
