// Faults of the API: the switches, the form and the table.

import { ask, byId, element, json, milliseconds, time, trying } from './ask.js';

const names = Object.fromEntries([...byId('fault-form').elements.kind.options].map(option => [option.value, option.text]));
const scopes = Object.fromEntries([...byId('fault-form').elements.scope.options].map(option => [option.value, option.text]));

function when({ startsIn, duration, every, count }) {
  const parts = [];
  if (startsIn !== '00:00:00') parts.push(`starts in ${startsIn}`);
  if (duration) parts.push(`lasts ${duration}`);
  if (every) parts.push(`every ${every}`);
  if (count) parts.push(`${count} times`);
  return parts.join(', ') || 'always';
}

function what(fault) {
  const detail = {
    latency: () => `${fault.latency.shape}, ${milliseconds(fault.latency.from)} to ${milliseconds(fault.latency.to)} ms`,
    status: () => Object.entries(fault.statusMix).map(([status, weight]) => `${status}:${weight}`).join(', '),
    tooManyRequests: () => `retry after ${fault.retryAfterSeconds} s`,
  }[fault.kind];
  return `${names[fault.kind]}${detail ? ` (${detail()})` : ''}, ${+(fault.share * 100).toFixed(2)} %`;
}

function showFaults(list) {
  byId('no-faults').hidden = list.length > 0;
  byId('fault-list').replaceChildren(...list.map(({ fault, hits, isOn }) => {
    const made = element('tr');
    const remove = element('button', 'Remove');
    remove.type = 'button';
    remove.setAttribute('aria-label', `Remove ${fault.id}`);
    remove.addEventListener('click', () => trying(byId('fault-said'), async () => {
      await ask('faults/' + encodeURIComponent(fault.id), { method: 'DELETE' });
      await refreshFaults();
      return `${fault.id} is removed.`;
    }));
    const last = element('td');
    last.append(remove);
    made.append(
      element('td', fault.id, 'long'), element('td', what(fault), 'long'), element('td', scopes[fault.scope]), element('td', when(fault)),
      element('td', hits, 'number'), element('td', isOn ? 'on' : 'off', isOn ? 'bad' : 'quiet'), last);
    return made;
  }));
}

export const refreshFaults = async () => showFaults(await ask('faults'));

const set = fault => trying(byId('fault-said'), async () => {
  const made = await ask('faults', json(fault));
  await refreshFaults();
  return `${made.id} is set.`;
});

byId('switches').addEventListener('click', clicked => {
  if (clicked.target.dataset.fault) set(JSON.parse(clicked.target.dataset.fault));
});

function showFaultFields() {
  const kind = byId('fault-form').elements.kind.value;
  for (const label of byId('fault-form').querySelectorAll('[data-for]')) label.hidden = label.dataset.for !== kind;
}
byId('fault-form').elements.kind.addEventListener('change', showFaultFields);
byId('fault-form').addEventListener('submit', submitted => {
  submitted.preventDefault();
  const form = submitted.target.elements;
  const fault = {
    kind: form.kind.value,
    scope: form.scope.value,
    share: Number(form.share.value) / 100,
    count: form.count.value === '' ? null : Number(form.count.value),
    startsIn: time(form.startsIn.value || '0'),
    duration: time(form.duration.value),
    every: time(form.every.value),
  };
  if (fault.kind === 'latency') fault.latency = { shape: form.shape.value, from: time(form.from.value), to: time(form.to.value) };
  if (fault.kind === 'status') {
    fault.statusMix = Object.fromEntries(form.statusMix.value.split(',').map(pair => pair.split(':').map(part => part.trim())).map(([status, weight]) => [status, Number(weight ?? 1)]));
  }
  if (fault.kind === 'tooManyRequests') fault.retryAfterSeconds = Number(form.retryAfterSeconds.value);
  set(fault);
});
showFaultFields();
