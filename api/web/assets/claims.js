// What pages do better with a script; without one they do the same by forms and links.
'use strict';

// A form is sent once, however often its button is pressed.
document.addEventListener('submit', event => {
  const form = event.target;
  if (form.method !== 'post' || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 'yes';
});
addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(form => delete form.dataset.sent));

// An open menu closes by Escape and by a click elsewhere.
const menus = () => document.querySelectorAll('details.pop[open]');
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  for (const menu of menus()) {
    if (menu.contains(document.activeElement)) menu.querySelector('summary').focus();
    menu.open = false;
  }
});
document.addEventListener('click', event => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

// After a refusal, one reads the summary first.
document.querySelector('[role=alert][tabindex]')?.focus();

// A slider leads to where it is let go.
document.querySelector('form[data-scrub] input[type=range]')?.addEventListener('change', event => event.target.form.submit());

// Puts parts of a page in the place of those that are shown; what had the focus keeps it.
const replaced = (html, ids) => {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  const focused = document.activeElement?.id;
  for (const id of ids) {
    const [from, to] = [fresh.getElementById(id), document.getElementById(id)];
    if (from && to) to.replaceWith(document.adoptNode(from));
  }
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
};

// What goes on by itself is looked at again, without the page being loaded anew.
const look = async () => {
  const live = document.getElementById('live');
  if (!live) return;
  try {
    if (!document.hidden) {
      const answer = await fetch('/operations', { headers: { accept: 'text/html' } });
      if (answer.ok && !answer.redirected) replaced(await answer.text(), ['live']);
    }
  } catch { /* the next look may find the server back */ }
  setTimeout(look, 1000 * document.getElementById('live').dataset.live);
};
if (document.getElementById('live')) setTimeout(look, 1000 * document.getElementById('live').dataset.live);

// A form that moves money says what it would do as soon as something of it changes.
document.querySelector('form[data-effect]')?.addEventListener('change', async event => {
  const form = event.currentTarget;
  const body = new URLSearchParams(new FormData(form));
  body.set('preview', 'yes');
  try {
    const answer = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/html' } });
    if (answer.ok) replaced(await answer.text(), ['effect', 'send']);
  } catch { /* the button adds up as well */ }
});
