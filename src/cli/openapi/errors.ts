/** Every way to say no, as OpenAPI says it. A code that `error.ts` has and this file has not does not compile. */

import * as z from 'zod';
import type { Why } from '../../error.ts';

type Code = Why['code'];

/** The status of each code, and when it is answered. */
export const CODES: Readonly<Record<Code, readonly [status: number, when: string]>> = {
  invalid_request: [400, 'a field, header or parameter that cannot be meant'],
  invalid_api_key: [401, 'no key or token, or one that is not known, is revoked or has expired'],
  not_allowed: [403, 'what this key may not do'],
  not_found: [404, 'a path, tenant, model, route, version or key that there is not'],
  conflict: [409, 'something was changed since it was read; the ETag is that of what is there'],
  too_large: [413, 'a body or document beyond its bounds'],
  invalid_policy: [422, 'a policy that cannot be served, with every problem'],
  no_model_fits: [422, 'no model of the route can do what the request needs'],
  limit_reached: [429, 'a limit; Retry-After says when it frees'],
  provider_failed: [502, 'every candidate failed'],
  unavailable: [503, 'KV, an object or a secret is missing at the moment; Retry-After says when to try again'],
  provider_timeout: [504, 'no candidate answered in time'],
};

const codes = Object.keys(CODES);

export const errorSchema = z.object({
  error: z.object({
    message: z.string().describe('what happened, which limit or field, and what to do'),
    type: z.string(),
    code: z.enum(codes),
    param: z.string().nullable(),
    problems: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('of an invalid policy: everything that is wrong with it'),
  }),
});

export const anthropicErrorSchema = z.object({
  type: z.literal('error'),
  error: z.object({ type: z.string(), message: z.string() }),
});

const isCode = (code: string): code is Code => code in CODES;

/** The answers of an operation that says no with these codes, by status. */
export function refusals(given: readonly string[], anthropic = false): Record<string, object> {
  const statuses = [...new Set(given.filter(isCode).map((code) => CODES[code][0]))].sort();
  const prefix = anthropic ? 'M' : 'E';
  return Object.fromEntries(
    statuses.map((status) => [String(status), { $ref: `#/components/responses/${prefix}${status}` }]),
  );
}

/** What `refusals` refers to. */
export function refusalComponents(): Record<string, object> {
  const statuses = [...new Set(Object.values(CODES).map(([status]) => status))];
  const retries = new Set([429, 502, 503]);
  const entry = (prefix: string, schema: string) => (status: number) => {
    const meant = codes.filter((code) => isCode(code) && CODES[code][0] === status);
    const description = meant.map((code) => `\`${code}\`: ${isCode(code) ? CODES[code][1] : ''}`).join('; ');
    const headers = retries.has(status)
      ? { headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } }
      : {};
    const content = { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
    return [`${prefix}${status}`, { description, ...headers, content }] as const;
  };
  return Object.fromEntries([...statuses.map(entry('E', 'Error')), ...statuses.map(entry('M', 'AnthropicError'))]);
}
