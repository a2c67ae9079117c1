// Runs the three stories of claims through pages, by whichever hands and in whichever language.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {launch} from './browser.mjs';
import {demo} from './demo.mjs';
import {chapters} from './people.mjs';
import {fromTheFormToThePayment, paidAndPaidAgain, rejectedAndDisputed} from './telling.mjs';

export function tell(how) {
  let served, browser;
  before(async () => { served = await demo(); browser = await launch(); });
  after(async () => { await browser?.close(); await served?.stop(); });

  const stories = {
    'a claim goes from the short form to its payment': fromTheFormToThePayment,
    'a rejected claim is disputed and approved after all': rejectedAndDisputed,
    'a payment that came back is made once more': paidAndPaidAgain,
  };
  for (const [name, story] of Object.entries(stories)) {
    test(name, async t => {
      const told = await story(browser, served.base, how);
      await chapters(t, told.chapters);
      assert.deepEqual(told.wrong(), []);
    });
  }
}
