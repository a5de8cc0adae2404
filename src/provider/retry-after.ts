/**
 * When a provider wants to be asked again, in seconds, from any of the forms in use; null when it does not say, or not
 * legibly. `Retry-After` has two (RFC 9110 §10.2.3); OpenAI and Azure add `retry-after-ms`, which is finer.
 */
export function retryAfterSeconds(headers: Headers): number | null {
  const ms = readNumber(headers.get('retry-after-ms'));
  if (ms !== null) return Math.max(0, ms / 1000);
  const value = headers.get('retry-after');
  const seconds = readNumber(value);
  if (value === null || seconds !== null) return seconds === null ? null : Math.max(0, seconds);
  const at = Date.parse(value);
  const sentAt = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(at) || Number.isNaN(sentAt) ? null : Math.max(0, (at - sentAt) / 1000);
}

function readNumber(value: string | null): number | null {
  if (value === null || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
