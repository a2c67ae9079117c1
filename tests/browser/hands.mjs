// How people work a page: with a mouse, or with nothing but a keyboard. Both can do the same.
import assert from 'node:assert/strict';

export const mouse = {
  press: target => target.click(),
  fill: (target, text) => target.fill(text),
  async choose(box) {
    const label = box.locator('xpath=ancestor::label');
    await (await label.count() ? label : box).click();
  },
  select: (list, value) => list.selectOption(value),
  unfold: summary => summary.click(),
  files: (input, files) => chosen(input, files, () => input.click()),
};

export const keyboard = {
  async press(target) {
    await reach(target);
    await target.page().keyboard.press('Enter');
  },
  async fill(target, text) {
    await reach(target);
    await target.page().keyboard.press('ControlOrMeta+A');
    if (text === '') await target.page().keyboard.press('Delete');
    await target.page().keyboard.type(text);
  },
  async choose(box) {
    const {keyboard} = box.page();
    if (await box.getAttribute('type') === 'radio') await reachAmong(box);
    else await reach(box);
    if (!await box.isChecked()) await keyboard.press('Space');
  },
  async select(list, value) {
    await reach(list);
    for (let steps = 0; await list.inputValue() !== value; steps += 1) {
      assert.ok(steps < 60, `no choice ${value}`);
      await list.page().keyboard.press('ArrowDown');
    }
  },
  async unfold(summary) {
    await reach(summary);
    await summary.page().keyboard.press('Enter');
  },
  files: (input, files) => chosen(input, files, async () => {
    await reach(input);
    await input.page().keyboard.press('Enter');
  }),
};

/// Chooses files in what a browser opens for it.
async function chosen(input, files, open) {
  const chooser = input.page().waitForEvent('filechooser');
  await open();
  await (await chooser).setFiles(files);
}

/// Where something is, seen from what has the focus.
const where = target => {
  const at = document.activeElement;
  if (at === target) return 'here';
  return at.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING ? 'before' : 'behind';
};

/// Goes to something by Tab, or back by Shift and Tab; one must see where one is.
async function reach(target) {
  const {keyboard} = target.page();
  for (let steps = 0; ; steps += 1) {
    const at = await target.evaluate(where);
    if (at === 'here') break;
    assert.ok(steps < 400, `no Tab leads to ${target}`);
    await keyboard.press(at === 'before' ? 'Shift+Tab' : 'Tab');
  }
  assert.deepEqual(await target.evaluate(unseen), [], `the focus on ${target}`);
}

/// Goes to a button of a group by Tab and then by arrows, as one does among radio buttons.
async function reachAmong(button) {
  const {keyboard} = button.page();
  const isAmong = target => document.activeElement.name === target.name && document.activeElement.form === target.form;
  for (let steps = 0; !await button.evaluate(isAmong); steps += 1) {
    assert.ok(steps < 400, `no Tab leads to the group of ${button}`);
    await keyboard.press(await button.evaluate(where) === 'before' ? 'Shift+Tab' : 'Tab');
  }
  for (let steps = 0; await button.evaluate(where) !== 'here'; steps += 1) {
    assert.ok(steps < 60, `no arrow leads to ${button}`);
    await keyboard.press('ArrowDown');
  }
  assert.deepEqual(await button.evaluate(unseen), [], `the focus on ${button}`);
}

/// Says why one does not see that something has the focus: it has no ring, or something lies over it.
function unseen(target) {
  const wrong = [];
  const shown = target.closest('label') ?? (target.type === 'file' ? target.parentElement : target);
  // A group may have it for its field, and what stands for a hidden field beside it.
  const ringed = [target, shown, target.parentElement, ...target.parentElement.querySelectorAll('.btn')];
  const ring = ringed.some(it => {
    const {outlineStyle, outlineWidth} = getComputedStyle(it);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
  });
  if (!ring) wrong.push('no ring');
  const box = shown.getBoundingClientRect();
  const corners = [[box.left + 2, box.top + 2], [box.right - 2, box.bottom - 2], [(box.left + box.right) / 2, (box.top + box.bottom) / 2]];
  const isOnTop = ([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (shown.contains(top) || top.contains(shown));
  };
  if (!corners.some(isOnTop)) wrong.push('something lies over it');
  return wrong;
}
