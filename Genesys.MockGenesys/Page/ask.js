// What the parts of the page have in common.

export const byId = id => document.getElementById(id);

// The mock reads times as hours:minutes:seconds, days in front.
export function time(value) {
  if (value === '' || value === null) return null;
  const total = Number(value);
  const days = Math.floor(total / 86400);
  const two = number => String(Math.floor(number)).padStart(2, '0');
  const rest = total % 60;
  return `${days ? days + '.' : ''}${two(total / 3600 % 24)}:${two(total / 60 % 60)}:${two(rest)}${(rest % 1).toFixed(3).slice(1)}`;
}

export function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// A status that is set again to what it says already would be read out again.
export function say(output, text) {
  if (output.textContent !== text) output.textContent = text;
}

export async function ask(path, options) {
  const answer = await fetch('mock/' + path, options);
  const isJson = (answer.headers.get('content-type') ?? '').includes('json');
  const body = answer.status === 204 ? null : isJson ? await answer.json() : await answer.text();
  if (!answer.ok && answer.status !== 409) throw new Error(body?.detail ?? body?.title ?? `The mock answered ${answer.status}.`);
  if (answer.status === 409 && !body?.checks) throw new Error(body?.detail ?? 'The mock answered 409.');
  return body;
}

export const json = body => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

// It scrolls when it is long, and then the keyboard has to reach it.
export function scrollable(lines) {
  const made = element('pre', lines);
  made.tabIndex = 0;
  return made;
}

export async function trying(output, action) {
  try {
    output.className = '';
    output.textContent = await action() ?? '';
  } catch (problem) {
    output.className = 'bad';
    output.textContent = problem.message;
  }
}

// The mock writes times as hours:minutes:seconds.
export const milliseconds = elapsed => {
  const [hours, minutes, rest] = elapsed.split(':').map(Number);
  return ((hours * 60 + minutes) * 60 + rest) * 1000;
};
