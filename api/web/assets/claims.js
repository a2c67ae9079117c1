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

// Files go each on its own as soon as they are chosen or dropped, and show how far they have come.
// Once all have come, the form is sent for its page to be made anew, with all that is typed.
for (const zone of document.querySelectorAll('[data-drop]')) {
  const form = zone.closest('form');
  const input = zone.querySelector('input[type=file]');
  const waiting = [];
  const refused = [];
  let open = 0;

  const element = (name, attributes, ...children) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  };
  const list = zone.appendChild(element('ul', {className: 'ups'}));
  const hidden = (name, value) => form.append(element('input', {type: 'hidden', name, value}));
  const button = (word, name) =>
    element('button', {type: 'button', className: 'lnk'}, word, element('span', {className: 'vh'}, ` ${name}`));

  const ended = () => {
    open -= 1;
    next();
    if (open || waiting.length || list.querySelector('[data-failed]')) return;
    refused.forEach(file => hidden('refused', file));
    const again = form.querySelector('button[name=again]');
    if (!again) hidden('again', 'yes');
    form.requestSubmit(again);
  };

  const send = file => {
    open += 1;
    const said = element('span', {className: 'muted fig'}, '0%');
    const stop = button(zone.dataset.stop, file.name);
    const bar = element('progress', {className: 'full', max: 100, value: 0});
    bar.setAttribute('aria-label', zone.dataset.uploading.replace('{name}', file.name));
    const row = element('p', {className: 'small row'}, said, stop);
    const line = element('li', {}, element('p', {}, element('strong', {}, file.name)), row, bar);
    list.append(line);

    const failed = () => {
      line.dataset.failed = 'yes';
      bar.remove();
      const again = button(zone.dataset.again, file.name);
      const drop = button(zone.dataset.stop, file.name);
      again.onclick = () => { line.remove(); waiting.push(file); next(); };
      drop.onclick = () => { line.remove(); open += 1; ended(); };
      row.replaceChildren(again, drop);
      line.append(element('p', {className: 'full errmsg', role: 'alert'}, zone.dataset.failed.replace('{name}', file.name)));
      ended();
    };
    const request = new XMLHttpRequest();
    request.upload.onprogress = event => {
      if (!event.lengthComputable) return;
      bar.value = Math.floor(100 * event.loaded / event.total);
      said.textContent = `${bar.value}%`;
    };
    request.onload = () => {
      if (request.status !== 200 && request.status !== 422) return failed();
      const page = new DOMParser().parseFromString(request.responseText, 'text/html');
      page.querySelectorAll('input[name=refused]').forEach(file => refused.push(file.value));
      row.replaceChildren(element('span', {className: 'muted'}, zone.dataset.done));
      bar.value = 100;
      ended();
    };
    request.onerror = failed;
    request.onabort = () => { line.remove(); ended(); };
    stop.onclick = () => request.abort();
    const body = new FormData();
    body.append('add', 'yes');
    body.append(input.name, file);
    request.open('POST', form.action);
    request.send(body);
  };

  // Two at a time: the others wait for their turn.
  const next = () => { while (open < 2 && waiting.length) send(waiting.shift()); };
  const take = files => {
    for (const file of files) {
      if (file.size > Number(zone.dataset.most)) refused.push(`file_too_large ${file.name}`);
      else waiting.push(file);
    }
    next();
    if (!open && refused.length) { open += 1; ended(); }
  };

  zone.querySelector('button[name=add]').hidden = true;
  input.addEventListener('change', () => { take([...input.files]); input.value = ''; });
  zone.addEventListener('dragover', event => { event.preventDefault(); zone.classList.add('over'); });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', event => {
    event.preventDefault();
    zone.classList.remove('over');
    take([...event.dataTransfer.files]);
  });
}
