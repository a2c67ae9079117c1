// What pages say to people, as far as tests read it, in the languages that people have.

const plain = text => text.replace(/[\u00a0\u202f\s]+/g, ' ').trim();

/// Gives a text with one plain space where a page has any.
export const read = async target => plain(await target.innerText());

const DAY = 24 * 60 * 60 * 1000;

/// The day so many days from today, where the programme is.
export const daysFromToday = days => new Intl.DateTimeFormat('en-CA', {timeZone: 'Europe/Paris'}).format(Date.now() + days * DAY);

/// Writes a day as one types it: day, month, year, in both languages.
export const typed = day => day.split('-').reverse().join('/');

const shown = (locale, options) => day => plain(new Intl.DateTimeFormat(locale, {timeZone: 'UTC', ...options}).format(new Date(`${day}T00:00:00Z`)));
const money = locale => amount => plain(new Intl.NumberFormat(locale, {style: 'currency', currency: 'EUR'}).format(amount));
const number = locale => amount => plain(new Intl.NumberFormat(locale, {minimumFractionDigits: 2}).format(amount));

export const en = {
  lang: 'en',
  money: money('en-GB'),
  amount: number('en-GB'),
  day: shown('en-GB', {day: 'numeric', month: 'short', year: 'numeric'}),
  status: {editing: 'In preparation', submitted: 'Submitted', underReview: 'Under review', actionRequired: 'Action required', approved: 'Approved', rejected: 'Rejected', disputed: 'Disputed', paid: 'Paid'},
  account: {paid: 'Paid', committed: 'Committed', reserved: 'Reserved', available: 'Available', expired: 'Expired'},
  notSubmitted: 'The claim was not submitted',
  proofIsMissing: 'At least one proof',
  locked: 'The claim is locked',
  overtaken: name => `Nothing was recorded: ${name} changed the claim a moment ago`,
};

export const fr = {
  lang: 'fr',
  money: money('fr-FR'),
  amount: number('fr-FR'),
  day: shown('fr-FR', {day: 'numeric', month: 'short', year: 'numeric'}),
  status: {editing: 'En préparation', submitted: 'Envoyée', underReview: 'En cours d’examen', actionRequired: 'Complément demandé', approved: 'Approuvée', rejected: 'Refusée', disputed: 'Contestée', paid: 'Payée'},
  account: {paid: 'Payé', committed: 'Engagé', reserved: 'Réservé', available: 'Disponible', expired: 'Expiré'},
  notSubmitted: 'La demande n’a pas été envoyée',
  proofIsMissing: 'Au moins une preuve',
  locked: 'verrouillée',
  overtaken: name => `Rien n’a été enregistré : ${name} vient de modifier la demande`,
};
