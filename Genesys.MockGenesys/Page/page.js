import { ask, byId, element, json, milliseconds, say, scrollable, trying } from './ask.js';
import { refreshFaults } from './faults.js';

// ---- counts and settings

const phases = {
  noTarget: 'No receiver is configured: nothing is sent.',
  waitsForReceiver: 'Waits for the receiver at ',
  sends: 'Sends to ',
};
const shares = ['invalidShare', 'flatShare', 'duplicateShare', 'reorderShare', 'unknownConversationShare'];
let settings = null;
let edited = false;
let rateBeforePause = 2;

function showCounts(status) {
  const { counts } = status;
  const tiles = [
    ['Published', counts.published, ''],
    ['Malformed', counts.malformed, ''],
    ['Delivered', counts.delivered, 'good'],
    ['Refused', counts.refused, ''],
    ['Waiting', counts.waiting, 'wait'],
    ['Given up', counts.exhausted, counts.exhausted ? 'bad' : ''],
    ['Unexpected', counts.unexpected, counts.unexpected ? 'bad' : ''],
    ['Requests', counts.invocations, ''],
    ['Fetched', status.conversationsFetched, 'good'],
    ['Over the limit', status.throttled, status.throttled ? 'wait' : ''],
    ...Object.entries(counts.answers).map(([answer, count]) => ['Answer ' + answer, count, '']),
  ];
  byId('counts').replaceChildren(...tiles.map(([name, value, className]) => {
    const tile = element('div', undefined, className);
    tile.append(element('dt', name), element('dd', value.toLocaleString('en')));
    return tile;
  }));
  const target = status.phase === 'noTarget' ? '' : status.target + (status.bus === 'batching' ? ', in batches' : '');
  say(byId('phase'), phases[status.phase] + target);
}

function showSettings(current) {
  settings = current;
  const form = byId('settings').elements;
  if (!edited) {
    form.rate.value = current.rate;
    form.liveCalls.value = current.liveCalls;
    for (const name of shares) form[name].value = +(current[name] * 100).toFixed(4);
  }
  byId('pause').textContent = current.rate > 0 ? 'Pause' : 'Go on';
  byId('pause').setAttribute('aria-pressed', String(current.rate === 0));
}

const change = async wanted => showSettings(await ask('sender/settings', { ...json(wanted), method: 'PUT' }));

byId('settings').addEventListener('input', () => { edited = true; });
byId('settings').addEventListener('submit', submitted => {
  submitted.preventDefault();
  const form = submitted.target.elements;
  const wanted = { ...settings, rate: Number(form.rate.value), liveCalls: Number(form.liveCalls.value) };
  for (const name of shares) wanted[name] = Number(form[name].value) / 100;
  edited = false;
  trying(byId('settings-said'), async () => { await change(wanted); return 'Applied.'; });
});
byId('pause').addEventListener('click', () => {
  if (settings.rate > 0) rateBeforePause = settings.rate;
  edited = false;
  trying(byId('settings-said'), () => change({ ...settings, rate: settings.rate > 0 ? 0 : rateBeforePause }).then(() => ''));
});

// ---- the API's load

const svg = name => document.createElementNS('http://www.w3.org/2000/svg', name);

function bar(x, height, className) {
  const made = svg('rect');
  for (const [name, value] of Object.entries({ x, y: 120 - height, width: 4, height })) made.setAttribute(name, value);
  made.setAttribute('class', className);
  return made;
}

function showTraffic({ requestsPerMinute, seconds }) {
  const limit = requestsPerMinute / 60;
  const most = Math.max(limit * 1.5, ...seconds.map(second => second.requests));
  const scale = 115 / most;
  const line = svg('line');
  for (const [name, value] of Object.entries({ x1: 0, x2: 600, y1: 120 - limit * scale, y2: 120 - limit * scale })) line.setAttribute(name, value);
  byId('traffic').replaceChildren(
    ...seconds.flatMap(({ requests, throttled }, index) => [
      ...(requests ? [bar(index * 5, requests * scale, 'requests')] : []),
      ...(throttled ? [bar(index * 5, Math.min(throttled, requests || throttled) * scale, 'throttled')] : []),
    ]),
    line);
  const total = (list, name) => list.reduce((sum, second) => sum + second[name], 0);
  byId('traffic-said').textContent =
    `The last ${seconds.length} s: ${total(seconds.slice(-60), 'requests')} requests in the last minute of ${requestsPerMinute} allowed (the dashed line); `
    + `${total(seconds, 'throttled')} answered 429 for going over it; ${Math.max(...seconds.map(second => second.requests))} in the busiest second.`;
  if (!limitEdited) byId('limit').elements.requestsPerMinute.value = requestsPerMinute;
}

let limitEdited = false;
byId('limit').addEventListener('input', () => { limitEdited = true; });

byId('limit').addEventListener('submit', submitted => {
  submitted.preventDefault();
  limitEdited = false;
  trying(byId('limit-said'), async () => {
    await ask('limit', { ...json({ requestsPerMinute: Number(submitted.target.elements.requestsPerMinute.value) }), method: 'PUT' });
    return 'Applied.';
  });
});

// ---- ledger

const formOf = line => line.kind ?? (line.byHand ? 'by hand' : 'valid');

function answerOf(line) {
  const last = line.last;
  const said = last ? [last.status ?? last.failure, last.outcome].filter(Boolean).join(' ') : '';
  const className = !line.isAsExpected ? 'bad' : line.state === 'waiting' ? 'wait' : line.isTaken ? 'good' : '';
  return [line.state === 'waiting' ? `waiting ${said}` : said, className];
}

function row(line) {
  const made = element('tr');
  const open = element('button', line.number);
  open.type = 'button';
  open.setAttribute('aria-label', `Event ${line.number}`);
  open.addEventListener('click', () => show(line.number));
  const number = element('td');
  number.append(open);
  const [said, className] = answerOf(line);
  made.append(
    number,
    element('td', new Date(line.publishedAt).toLocaleTimeString('en-GB')),
    element('td', line.eventType.replace('v2.detail.events.conversation.{id}.', '… ').replace('genesys.cloud.conversation.', 'genesys.cloud … '), 'mono'),
    element('td', line.conversationId?.slice(0, 13) ?? '', 'mono'),
    element('td', formOf(line), line.malformation ? 'wait long' : 'long'),
    element('td', said, className),
    element('td', line.last ? milliseconds(line.last.elapsed).toFixed(0) : '', 'number'),
    element('td', line.attempts, 'number'));
  made.title = line.eventType;
  return made;
}

async function show(number) {
  const { line, body, results } = await ask('ledger/' + number);
  byId('detail-title').textContent = `Event ${number}`;
  byId('detail-line').textContent = `${line.eventType} · ${line.generation} · ${formOf(line)} · ${line.state} · id ${line.eventId}`;
  byId('detail-results').replaceChildren(...results.map(result => {
    const item = element('li', `${new Date(result.at).toLocaleTimeString('en-GB')} ${result.status ?? result.failure} in ${milliseconds(result.elapsed).toFixed(0)} ms`
      + (result.requestId ? `, request ${result.requestId}` : '') + (result.retryAfter ? `, retry after ${result.retryAfter}` : ''));
    if (result.answer) item.append(scrollable(pretty(result.answer)));
    return item;
  }));
  byId('detail-body').textContent = body === null ? 'The body is no longer kept.' : pretty(body);
  byId('edit').hidden = body === null;
  byId('replay').hidden = body === null;
  byId('replay').onclick = () => trying(byId('replay-said'), async () => `Sent again as event ${(await ask(`ledger/${number}/replay`, { method: 'POST' })).number}.`);
  byId('replay-said').textContent = '';
  byId('edit').onclick = () => {
    byId('body').value = pretty(body);
    byId('detail').close();
    byId('body').focus();
  };
  byId('detail').showModal();
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

// ---- send

byId('example').addEventListener('change', loadExample);
async function loadExample() {
  const chosen = byId('example').selectedOptions[0];
  const example = await fetch('mock/' + chosen.value);
  byId('body').value = pretty(await example.text());
  byId('content-type').value = chosen.dataset.contentType ?? 'application/json; charset=utf-8';
}

byId('send-form').addEventListener('submit', submitted => {
  submitted.preventDefault();
  byId('answer').hidden = true;
  trying(byId('sent'), async () => {
    const { number } = await ask('events', { method: 'POST', headers: { 'content-type': byId('content-type').value }, body: byId('body').value });
    for (let tries = 0; tries < 40; tries++) {
      await new Promise(resolve => setTimeout(resolve, 150));
      const { line, results } = await ask('ledger/' + number);
      if (results.length) {
        const [said] = answerOf(line);
        byId('answer').hidden = false;
        byId('answer').textContent = pretty(results.at(-1).answer ?? '');
        return `Event ${number}: ${said}`;
      }
    }
    return `Event ${number} waits for its answer.`;
  });
});

// ---- proof

const verdicts = { nothingLost: ['Nothing was lost.', 'good'], pending: ['Not settled yet: some of it is still under way.', 'wait'], lost: ['Something is missing.', 'bad'] };
byId('prove').addEventListener('click', () => trying(byId('verdict'), async () => {
  byId('verdict').textContent = 'Comparing…';
  const report = await ask('proof');
  const [text, className] = verdicts[report.verdict];
  byId('verdict').className = className;
  byId('checks').replaceChildren(...report.checks.map(check => {
    const item = element('li', `${check.name}: ${check.said}`, check.missing ? 'bad' : check.pending ? 'wait' : check.made ? '' : 'quiet');
    if (check.examples.length) item.append(scrollable(check.examples.join('\n')));
    return item;
  }));
  return text;
}));

// ---- keep it fresh

async function refresh() {
  if (document.hidden) return;
  try {
    const status = await ask('sender');
    showCounts(status);
    showSettings(status.settings);
    showTraffic(await ask('traffic'));
    if (byId('follow').checked && !byId('detail').open && !byId('ledger').contains(document.activeElement)) {
      const state = byId('state').value;
      const lines = await ask(`ledger?count=100${state ? '&state=' + state : ''}`);
      byId('ledger').replaceChildren(...lines.map(row));
      byId('no-events').hidden = lines.length > 0;
    }
    if (!byId('fault-list').contains(document.activeElement)) await refreshFaults();
    byId('offline').hidden = true;
  } catch {
    byId('offline').hidden = false;
  }
}

async function begin() {
  for (const catalogue of ['valid', 'malformed']) {
    const kinds = await ask(catalogue);
    byId(catalogue).append(...kinds.map(one => {
      const option = element('option', `${one.name} (${one.expectedStatus})`);
      option.value = `${catalogue}/${one.name}`;
      option.dataset.contentType = one.contentType ?? '';
      return option;
    }));
  }
  await loadExample();
}

byId('state').addEventListener('change', refresh);
begin();
await refresh();
setInterval(refresh, 1000);
